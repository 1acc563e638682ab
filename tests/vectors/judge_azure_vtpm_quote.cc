// SPDX-License-Identifier: Apache-2.0
#include <openssl/x509.h>

#include "common/azure/check_ak.h"
#include "common/azure/check_hcl_binding.h"
#include "common/azure/parse_hcl_report.h"
#include "common/azure/verify_runtime_data.h"
#include "common/snp/verify_evidence.h"
#include "common/tpm2/verify_quote.h"
#include "vectors/azure_facts.h"
#include "vectors/judges.h"
#include "vectors/snp_facts.h"
#include "vectors/snp_policy.h"
#include "vectors/snp_trust.h"
#include "vectors/tpm_facts.h"

namespace postern::vectors {
namespace {

sdk::Result<tpm2::PublicKey> tpm_key(const jose::RsaKey& key) {
  unsigned char* der = nullptr;
  const int size = i2d_PUBKEY(key.get(), &der);
  if (size <= 0) throw BrokenCase("OpenSSL cannot write the key of the runtime data");
  auto made = tpm2::PublicKey::from_der(std::as_bytes(std::span(der, static_cast<std::size_t>(size))));
  OPENSSL_free(der);
  return made;
}

// judge_chain: AMD's root vouches for the VEK, the VEK for the report, the report for the runtime data, the runtime
// data for the key, the key for the quote.
Outcome judge_chain(const CaseContext& context, const azure::HclReport& blob) {
  const CaseFiles& files = context.files;
  const std::string& ark = files.text("ark.pem");
  VECTORS_CHECK(azure::require_snp(blob));
  VECTORS_TRY(report, snp::verify_evidence({blob.report, sdk::as_bytes(files.text("vek.pem")),
                                            {sdk::as_bytes(files.text("ask.pem")), sdk::as_bytes(ark)}, {}},
                                           trust_of(context, ark)));
  VECTORS_TRY(runtime, azure::verify_runtime_data(blob.runtime_data, report));
  VECTORS_TRY(key, tpm_key(runtime.data().ak));
  VECTORS_CHECK(azure::check_ak(key, runtime));
  const Json pcrs = files.json("pcrs.json");
  VECTORS_TRY(bank, parse_bank(pcrs.value("bank", ""), pcrs.value("pcrs", Json::object())));
  const tpm2::Quote quote{files.bytes("quote.msg"), files.bytes("quote.tpmt_sig"), bank};
  VECTORS_TRY(verified, tpm2::verify_quote(quote, key, files.bytes("nonce.bin"), bank.numbers()));
  Outcome outcome = ask_default_policy(report);
  outcome.differences = differences({{"quote", facts_of(verified.attest())}}, context.vector.facts);
  if (const std::string* pem = files.first({"ak.pem"}))
    if (const auto stated = tpm2::PublicKey::from_pem(*pem); !stated.ok() || !key.same_as(stated.value()))
      outcome.differences.push_back("ak.pem is not the key of the runtime data");
  return outcome;
}

}  // namespace

Outcome judge_azure_vtpm_quote(const CaseContext& context) {
  if (context.files.has("td_quote.bin")) return skipped("there is no code for TDX reports yet");
  VECTORS_TRY(blob, azure::parse_hcl_report(context.files.bytes("hcl_report.bin")));
  Outcome outcome = judge_chain(context, blob);
  const Json found = found_facts(blob, sdk::as_bytes(context.files.text("vek.pem")));
  for (std::string& one : differences(found, context.vector.facts)) outcome.differences.push_back(std::move(one));
  return outcome;
}

}  // namespace postern::vectors

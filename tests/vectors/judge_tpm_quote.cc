// SPDX-License-Identifier: Apache-2.0
#include "common/gce/verify_ak_certificate.h"
#include "common/tpm2/parse_signature.h"
#include "common/tpm2/verify_quote.h"
#include "common/x509/parse_certificate.h"
#include "vectors/certificate_facts.h"
#include "vectors/judges.h"
#include "vectors/tpm_facts.h"

namespace postern::vectors {
namespace {

// check_certificate: of a case with a certificate of its key: Google's CA vouches for it. Gives the subjects of the
// chain as it was sent; null when there is none.
sdk::Result<Json> check_certificate(const CaseContext& context, const tpm2::PublicKey& key) {
  const std::string* text = context.files.first({"ak_cert_chain.pem"});
  if (text == nullptr) return Json(nullptr);
  POSTERN_TRY(sent, x509::parse_certificates(sdk::as_bytes(*text), "ak_cert_chain.pem"));
  std::vector<sdk::ByteVector> intermediates;
  Json subjects = Json::array();
  for (const x509::Certificate& certificate : sent) {
    intermediates.push_back(certificate.der());
    subjects.push_back(certificate_facts(certificate, " ", "")["subject"]);
  }
  POSTERN_TRY(verified, gce::verify_ak_certificate({sent.front().der(), intermediates}, key, gce::google_ak_roots(), context.now));
  const Json leaf = certificate_facts(verified.chain().leaf(), " ", "");
  return Json{{"chain_subjects", subjects}, {"ak_cert_validity", {leaf["not_before"], leaf["not_after"]}}};
}

std::string not_covered(const CaseFiles& files) {
  if (files.has("nitro_document.cbor")) return "the Nitro document that vouches for the key is not looked at";
  return "";
}

}  // namespace

// The key is believed as the case gives it, unless the case brings its certificate: this kind is about quotes.
Outcome judge_tpm_quote(const CaseContext& context) {
  const CaseFiles& files = context.files;
  const Json pcrs = files.json("pcrs.json");
  VECTORS_TRY(key, tpm2::PublicKey::from_pem(files.text("ak.pem")));
  VECTORS_TRY(bank, parse_bank(pcrs.value("bank", ""), pcrs.value("pcrs", Json::object())));
  const tpm2::Quote quote{files.bytes("quote.msg"), files.bytes("quote.tpmt_sig"), bank};
  VECTORS_TRY(verified, tpm2::verify_quote(quote, key, files.bytes("nonce.bin"), bank.numbers()));
  Outcome outcome;
  VECTORS_TRY(signature, tpm2::parse_signature(quote.signature));
  Json found = facts_of(signature);
  VECTORS_TRY(certificate, check_certificate(context, key));
  if (!certificate.is_null()) found.update(certificate);
  found["quote"] = facts_of(verified.attest());
  found["nonce_hex"] = sdk::to_hex(verified.attest().extra_data);
  outcome.differences = differences(found, context.vector.facts);
  outcome.note = not_covered(files);
  return outcome;
}

}  // namespace postern::vectors

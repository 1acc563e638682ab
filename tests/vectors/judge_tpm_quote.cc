// SPDX-License-Identifier: Apache-2.0
#include "common/tpm2/parse_attest.h"
#include "common/tpm2/parse_signature.h"
#include "common/tpm2/verify_quote.h"
#include "vectors/judges.h"
#include "vectors/tpm_facts.h"

namespace postern::vectors {
namespace {

std::string not_covered(const CaseFiles& files) {
  if (files.has("nitro_document.cbor")) return "the Nitro document that vouches for the key is not looked at";
  return "";
}

}  // namespace

// The key is believed as the case gives it: this kind is about quotes, not about who vouches for their key.
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
  found["quote"] = facts_of(verified.attest());
  found["nonce_hex"] = sdk::to_hex(verified.attest().extra_data);
  outcome.differences = differences(found, context.vector.facts);
  outcome.note = not_covered(files);
  return outcome;
}

}  // namespace postern::vectors

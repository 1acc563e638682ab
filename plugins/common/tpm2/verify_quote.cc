// SPDX-License-Identifier: Apache-2.0
#include "common/tpm2/verify_quote.h"

#include "common/tpm2/digest.h"
#include "common/tpm2/parse_attest.h"
#include "common/tpm2/parse_signature.h"
#include "common/tpm2/verify_signature.h"

namespace postern::tpm2 {
namespace {

std::string bank_name(const PcrBank& pcrs) { return std::string(name_of(pcrs.algorithm())); }

// "extraData … is provided by the caller": the nonce is what makes the quote fresh (Part 2, 10.12.12).
sdk::Result<void> check_extra_data(const Attest& attest, sdk::ByteView expected) {
  if (same_bytes(attest.extra_data, expected)) return {};
  return sdk::Failure::denied(POSTERN_REASON_NONCE_MISMATCH)
      .about("tpm.quote")
      .expected(sdk::to_hex(expected))
      .observed(attest.extra_data.empty() ? "none" : sdk::to_hex(attest.extra_data))
      .spec("TPM 2.0 Library rev. 1.59 Part 2, 10.12.12")
      .peer("the evidence was not made for this connection")
      .text("the quote's extraData is not the hash over this connection's nonce and the document");
}

sdk::Failure wrong_selection(const PcrBank& pcrs, std::string text) {
  return sdk::Failure::denied(POSTERN_REASON_PCR_SELECTION)
      .about("tpm.quote")
      .spec("TPM 2.0 Library rev. 1.59 Part 2, 10.12.4")
      .peer("the quote does not cover the PCRs that it must")
      .text(bank_name(pcrs) + " quote: " + std::move(text));
}

// One bank, exactly the PCRs whose values are given, and none of the required ones missing.
sdk::Result<void> check_selection(const Attest& attest, const PcrBank& pcrs, PcrSet required) {
  if (attest.selections.size() != 1)
    return wrong_selection(pcrs, "does not select one bank")
        .expected("1 bank")
        .observed(std::to_string(attest.selections.size()) + " banks");
  const PcrSelection& selection = attest.selections.front();
  if (selection.hash != static_cast<uint16_t>(pcrs.algorithm()))
    return wrong_selection(pcrs, "is over another bank")
        .expected(std::to_string(static_cast<uint16_t>(pcrs.algorithm())))
        .observed(std::to_string(selection.hash));
  if (selection.pcrs != pcrs.numbers() || selection.pcrs == 0)
    return wrong_selection(pcrs, "the PCRs in the document are not those that were quoted")
        .expected(to_text(selection.pcrs))
        .observed(to_text(pcrs.numbers()));
  if ((selection.pcrs & required) != required)
    return wrong_selection(pcrs, "required PCRs are not quoted")
        .expected(to_text(required))
        .observed(to_text(selection.pcrs));
  return {};
}

// The digest is over the values in ascending order of PCR (Part 1, 17.5; Part 2, 10.12.4).
sdk::Result<void> check_digest(const Attest& attest, const PcrBank& pcrs, HashAlgorithm signing_hash) {
  std::vector<sdk::ByteView> parts;
  for (const auto& [pcr, value] : pcrs.values()) parts.emplace_back(value);
  const sdk::ByteVector computed = digest(signing_hash, parts);
  if (same_bytes(computed, attest.pcr_digest)) return {};
  return sdk::Failure::denied(POSTERN_REASON_PCR_DIGEST_MISMATCH)
      .about("tpm.quote")
      .expected(sdk::to_hex(attest.pcr_digest))
      .observed(sdk::to_hex(computed))
      .spec("TPM 2.0 Library rev. 1.59 Part 2, 10.12.4")
      .peer("the PCR values are not the quoted ones")
      .text(bank_name(pcrs) + " PCR values in the document do not hash to the digest that the TPM signed");
}

}  // namespace

sdk::Result<VerifiedQuote> verify_quote(const Quote& quote, const PublicKey& key, sdk::ByteView extra_data,
                                        PcrSet required) {
  POSTERN_TRY(attest, parse_attest(quote.attest));
  POSTERN_TRY(signature, parse_signature(quote.signature));
  POSTERN_CHECK(verify_signature(key, signature, quote.attest));
  POSTERN_CHECK(check_extra_data(attest, extra_data));
  POSTERN_CHECK(check_selection(attest, quote.pcrs, required));
  POSTERN_CHECK(check_digest(attest, quote.pcrs, signature.hash));
  return VerifiedQuote(quote.pcrs, std::move(attest));
}

}  // namespace postern::tpm2

// SPDX-License-Identifier: Apache-2.0
#include "common/tpm2/digest.h"
#include "common/tpm2/parse_event_log.h"
#include "common/tpm2/verify_event_log.h"
#include "support/software_ak.h"
#include "vectors/judges.h"
#include "vectors/tpm_facts.h"

namespace postern::vectors {
namespace {

using tpm2::HashAlgorithm;

// Without expected values there is nothing that the log could extend, or be compared with.
Json expected_banks(const CaseFiles& files) {
  if (files.has("expected_pcrs.json")) return files.json("expected_pcrs.json");
  return Json{{"sha256", {{"0", std::string(64, '0')}}}};
}

// quote_of: the expected PCRs as if a TPM had quoted them, so that the log can be verified as a validator does it.
sdk::Result<tpm2::VerifiedQuote> quote_of(const tpm2::PcrBank& bank) {
  static const test::SoftwareAk ak(test::AkKind::kP256);
  static const auto key = tpm2::PublicKey::from_pem(ak.pem());
  const sdk::ByteVector extra_data(32);
  return tpm2::verify_quote(test::make_quote(ak, bank.algorithm(), bank.values(), extra_data), key.value(), extra_data,
                            bank.numbers());
}

sdk::Failure covers_other_pcrs(const std::string& bank) {
  return sdk::Failure::denied(POSTERN_REASON_EVENT_LOG_MISMATCH).text("the log does not extend every expected PCR of " + bank);
}

}  // namespace

// The log must replay to the expected values in every bank, and extend every PCR that has one.
Outcome judge_tpm_eventlog(const CaseContext& context) {
  const sdk::ByteVector wire = context.files.bytes("eventlog.bin");
  Outcome outcome;
  const Json banks = expected_banks(context.files);
  for (const auto& [name, values] : banks.items()) {
    VECTORS_TRY(log, tpm2::parse_event_log(wire));
    VECTORS_TRY(bank, parse_bank(name, values));
    VECTORS_TRY(quote, quote_of(bank));
    outcome.differences = differences(facts_of(log), context.vector.facts);
    VECTORS_TRY(replayed, tpm2::verify_event_log(std::move(log), quote));
    if (replayed.covered() != bank.numbers()) return refused(covers_other_pcrs(name));
    outcome.untrusted_data = outcome.untrusted_data || replayed.untrusted_count() > 0;
  }
  return outcome;
}

}  // namespace postern::vectors

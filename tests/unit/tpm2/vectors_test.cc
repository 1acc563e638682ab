// SPDX-License-Identifier: Apache-2.0
//
// The attestation test vectors of the kinds tpm-quote and tpm-eventlog, each with the reason that it must
// give.
#include <gtest/gtest.h>

#include "common/tpm2/parse_event_log.h"
#include "common/tpm2/parse_pcr_bank.h"
#include "common/tpm2/replay.h"
#include "common/tpm2/verify_event_log.h"
#include "common/tpm2/verify_quote.h"
#include "support/software_ak.h"
#include "support/vector_case.h"

namespace postern::tpm2 {
namespace {

using test::VectorCase;

#define POSTERN_SKIP_WITHOUT(vectors) \
  if (!vectors) GTEST_SKIP() << "no attestation vectors at " << POSTERN_VECTORS

sdk::Result<PcrBank> read_bank(const std::string& bank, const nlohmann::json& values) {
  static const std::map<std::string, uint64_t> kIds{
      {"sha1", 4}, {"sha256", 11}, {"sha384", 12}, {"sha512", 13}};
  std::map<std::string, sdk::ByteVector> pcrs;
  for (const auto& [pcr, value] : values.items()) pcrs[pcr] = test::from_hex(value);
  return parse_pcr_bank(kIds.at(bank), pcrs);
}

std::string code_of(const sdk::Result<VerifiedQuote>& result) {
  return result.ok() ? "ok" : result.failure().code();
}

std::string judge_quote(const VectorCase& vector) {
  const auto key = PublicKey::from_pem(vector.read("ak.pem").value());
  if (!key.ok()) return key.failure().code();
  const nlohmann::json pcrs = vector.read_json("pcrs.json");
  auto bank = read_bank(pcrs["bank"], pcrs["pcrs"]);
  if (!bank.ok()) return bank.failure().code();
  const Quote quote{vector.read_bytes("quote.msg"), vector.read_bytes("quote.tpmt_sig"), bank.take()};
  return code_of(verify_quote(quote, key.value(), vector.read_bytes("nonce.bin"), quote.pcrs.numbers()));
}

// What each kind of damage must be refused for, by the end of the case's name.
const std::map<std::string, std::string> kQuoteCodes{
    {"sig-flip", "SIGNATURE_INVALID"},        {"msg-magic", "QUOTE_INVALID"},
    {"msg-type-certify", "QUOTE_INVALID"},    {"msg-truncated", "QUOTE_INVALID"},
    {"msg-trailing", "QUOTE_INVALID"},        {"sig-alg-null", "SIGNATURE_INVALID"},
    {"nonce-flip", "NONCE_MISMATCH"},         {"ak-other", "SIGNATURE_INVALID"},
    {"pcr-flip", "PCR_DIGEST_MISMATCH"},      {"pcr-missing", "PCR_SELECTION"},
    {"pcr-extra-bank", "EVIDENCE_MALFORMED"}, {"msg-pcrdigest-flip", "SIGNATURE_INVALID"},
    {"sig-truncated", "SIGNATURE_INVALID"}};

// expected_code: "ok" for valid cases; else by the longest name that the id ends with, or a text that no code
// equals.
std::string expected_code(const VectorCase& vector, const std::map<std::string, std::string>& codes) {
  if (vector.verdict == "valid") return "ok";
  std::string name;
  for (const auto& [ending, code] : codes)
    if (vector.id.ends_with(ending) && ending.size() > name.size()) name = ending;
  return name.empty() ? "no expectation for this case" : codes.at(name);
}

TEST(Vectors, TpmQuotes) {
  const auto vectors = test::load_vectors("tpm-quote");
  POSTERN_SKIP_WITHOUT(vectors);
  EXPECT_FALSE(vectors->empty());
  for (const VectorCase& vector : *vectors)
    EXPECT_EQ(judge_quote(vector), expected_code(vector, kQuoteCodes)) << vector.id;
}

std::string judge_log(const VectorCase& vector) {
  const auto log = parse_event_log(vector.read_bytes("eventlog.bin"));
  if (!log.ok()) return log.failure().code();
  const auto expected = vector.read("expected_pcrs.json");
  // Without quoted values there is nothing that the log could extend, or be compared with.
  const nlohmann::json banks =
      expected ? nlohmann::json::parse(*expected) : nlohmann::json{{"sha256", {{"0", std::string(64, '0')}}}};
  for (const auto& [name, values] : banks.items()) {
    const auto bank = read_bank(name, values);
    if (!bank.ok()) return bank.failure().code();
    const auto covered = verify_replay(log.value(), bank.value());
    if (!covered.ok()) return covered.failure().code();
    if (covered.value() != bank.value().numbers()) return "covers other PCRs than the vector names";
  }
  return "ok";
}

const std::map<std::string, std::string> kLogCodes{{"short-no-action", "EVENT_LOG_MISMATCH"},
                                                   {"digest-flip", "EVENT_LOG_MISMATCH"},
                                                   {"event-removed", "EVENT_LOG_MISMATCH"},
                                                   {"event-duplicated", "EVENT_LOG_MISMATCH"},
                                                   {"to-no-action", "EVENT_LOG_MISMATCH"},
                                                   {"pcr-index-changed", "EVENT_LOG_MISMATCH"},
                                                   {"header-only", "EVENT_LOG_MISMATCH"},
                                                   {"truncated-mid-event", "EVENT_LOG_MALFORMED"},
                                                   {"eventsize-huge", "EVENT_LOG_MALFORMED"},
                                                   {"digestcount-huge", "EVENT_LOG_MALFORMED"},
                                                   {"unknown-alg", "EVENT_LOG_MALFORMED"},
                                                   {"empty", "EVENT_LOG_MALFORMED"},
                                                   {"pcr-index-oob", "EVENT_LOG_MALFORMED"},
                                                   {"spec-alg-count-huge", "EVENT_LOG_MALFORMED"},
                                                   {"data-flip-separator", "ok"}};

TEST(Vectors, EventLogs) {
  const auto vectors = test::load_vectors("tpm-eventlog");
  POSTERN_SKIP_WITHOUT(vectors);
  EXPECT_FALSE(vectors->empty());
  for (const VectorCase& vector : *vectors)
    EXPECT_EQ(judge_log(vector), expected_code(vector, kLogCodes)) << vector.id;
}

// A log whose event data was changed replays like the original, but the changed event is no longer believed.
TEST(Vectors, ChangedEventDataIsNotTrusted) {
  const auto vectors = test::load_vectors("tpm-eventlog");
  POSTERN_SKIP_WITHOUT(vectors);
  const test::SoftwareAk ak(test::AkKind::kP256);
  const auto untrusted = [&](const VectorCase& vector) {
    const auto bank = read_bank("sha256", vector.read_json("expected_pcrs.json")["sha256"]);
    const sdk::ByteVector extra_data(32);
    const Quote quote = test::make_quote(ak, HashAlgorithm::kSha256, bank.value().values(), extra_data);
    const auto verified = verify_quote(quote, PublicKey::from_pem(ak.pem()).value(), extra_data, 0);
    return verify_event_log(parse_event_log(vector.read_bytes("eventlog.bin")).take(), verified.value())
        .value()
        .untrusted_count();
  };
  for (const VectorCase& vector : *vectors) {
    if (vector.verdict != "invalid-event-data") continue;
    VectorCase original = vector;
    original.id = "tpm-eventlog/cos-101-amd-sev";
    EXPECT_EQ(untrusted(vector), untrusted(original) + 1) << vector.id;
  }
}

TEST(Vectors, QuotesOfAzureTpms) {
  const auto vectors = test::load_vectors("azure-vtpm-quote");
  POSTERN_SKIP_WITHOUT(vectors);
  for (const VectorCase& vector : *vectors) {
    if (vector.verdict != "valid") continue;
    EXPECT_EQ(judge_quote(vector), "ok") << vector.id;
  }
}

}  // namespace
}  // namespace postern::tpm2

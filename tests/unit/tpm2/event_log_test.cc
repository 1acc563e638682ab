// SPDX-License-Identifier: Apache-2.0
#include "common/tpm2/digest.h"
#include "common/tpm2/parse_event_log.h"
#include "common/tpm2/parse_public.h"
#include "common/tpm2/replay.h"
#include "common/tpm2/verify_event_log.h"
#include "unit/tpm2/failure_matchers.h"
#include "support/log_writer.h"

namespace postern::tpm2 {
namespace {

using namespace std::literals;
using test::DeniedWith;
using test::little_endian;
using test::LogWriter;
using test::PcrValues;
using test::Succeeds;

constexpr uint32_t kAction = 0x80000007;

sdk::ByteVector extended(sdk::ByteVector pcr, HashAlgorithm bank,
                         std::initializer_list<std::string_view> events) {
  for (const std::string_view each : events) pcr = digest(bank, {pcr, digest(bank, {sdk::as_bytes(each)})});
  return pcr;
}
sdk::ByteVector from_zero(HashAlgorithm bank, std::initializer_list<std::string_view> events) {
  return extended(sdk::ByteVector(digest_size(bank)), bank, events);
}

// verified: what a software TPM quotes with these values.
VerifiedQuote verified(const PcrValues& values, HashAlgorithm bank = HashAlgorithm::kSha256) {
  static const test::SoftwareAk ak(test::AkKind::kP256);
  const sdk::ByteVector extra_data(32);
  const PublicKey key = PublicKey::from_pem(ak.pem()).take();
  return verify_quote(test::make_quote(ak, bank, values, extra_data), key, extra_data, 0).take();
}
PcrValues pcrs_with(uint32_t pcr, const sdk::ByteVector& value) {
  PcrValues values = test::zero_pcrs(HashAlgorithm::kSha256);
  values[pcr] = value;
  return values;
}

TEST(EventLog, ReplaysEveryBankOfTheCryptoAgileForm) {
  LogWriter log(
      {HashAlgorithm::kSha1, HashAlgorithm::kSha256, HashAlgorithm::kSha384, HashAlgorithm::kSha512});
  log.event(4, kAction, "loader").event(4, kEvSeparator, "\0\0\0\0"sv).event(9, 13, "kernel");
  const auto parsed = parse_event_log(log.bytes());
  ASSERT_THAT(parsed, Succeeds());
  EXPECT_TRUE(parsed.value().crypto_agile);
  EXPECT_EQ(parsed.value().events.size(), 4u);
  for (const HashAlgorithm bank :
       {HashAlgorithm::kSha1, HashAlgorithm::kSha256, HashAlgorithm::kSha384, HashAlgorithm::kSha512}) {
    const auto pcrs = replay(parsed.value(), bank);
    ASSERT_EQ(pcrs.size(), 2u);
    EXPECT_EQ(pcrs.at(4), from_zero(bank, {"loader", "\0\0\0\0"sv}));
    EXPECT_EQ(pcrs.at(9), from_zero(bank, {"kernel"}));
  }
}

TEST(EventLog, ReplaysTheSha1FormInItsOnlyBank) {
  LogWriter log = LogWriter::sha1_form();
  log.event(4, kAction, "loader").event(5, kAction, "table");
  const auto parsed = parse_event_log(log.bytes());
  ASSERT_THAT(parsed, Succeeds());
  EXPECT_FALSE(parsed.value().crypto_agile);
  EXPECT_EQ(replay(parsed.value(), HashAlgorithm::kSha1).at(4), from_zero(HashAlgorithm::kSha1, {"loader"}));
  EXPECT_TRUE(replay(parsed.value(), HashAlgorithm::kSha256).empty());
}

TEST(EventLog, StartsPcr0WithTheLocality) {
  LogWriter log;
  log.startup_locality(3).event(0, 8, "version").event(1, 1, "config");
  const auto parsed = parse_event_log(log.bytes());
  ASSERT_THAT(parsed, Succeeds());
  sdk::ByteVector first(32);
  first[31] = std::byte{3};
  const auto pcrs = replay(parsed.value(), HashAlgorithm::kSha256);
  EXPECT_EQ(pcrs.at(0), extended(first, HashAlgorithm::kSha256, {"version"}));
  EXPECT_EQ(pcrs.at(1), from_zero(HashAlgorithm::kSha256, {"config"}));
}

TEST(EventLog, RefusesALateDoubledOrImpossibleLocality) {
  EXPECT_THAT(parse_event_log(LogWriter().event(0, 8, "version").startup_locality(3).bytes()),
              DeniedWith(POSTERN_REASON_EVENT_LOG_MALFORMED));
  EXPECT_THAT(parse_event_log(LogWriter().startup_locality(3).startup_locality(3).bytes()),
              DeniedWith(POSTERN_REASON_EVENT_LOG_MALFORMED));
  EXPECT_THAT(parse_event_log(LogWriter().startup_locality(5).bytes()),
              DeniedWith(POSTERN_REASON_EVENT_LOG_MALFORMED));
}

TEST(EventLog, RefusesEveryTruncation) {
  LogWriter log({HashAlgorithm::kSha1, HashAlgorithm::kSha256});
  const std::size_t head = log.bytes().size();
  log.event(4, kAction, "loader");
  const sdk::ByteVector whole = log.bytes();
  for (std::size_t size = 0; size < whole.size(); ++size) {
    if (size == head) continue;  // the header alone is a log without events
    EXPECT_THAT(parse_event_log(sdk::ByteView(whole).first(size)),
                DeniedWith(POSTERN_REASON_EVENT_LOG_MALFORMED))
        << size;
  }
}

TEST(EventLog, RefusesSizesThatDoNotFit) {
  const sdk::ByteVector head = test::join({little_endian(4, 4), little_endian(kAction, 4)});
  const sdk::ByteVector digest = test::join({little_endian(0x000B, 2), sdk::ByteVector(32)});
  const auto log_with = [&](std::initializer_list<sdk::ByteView> rest) {
    return parse_event_log(LogWriter().raw(head).raw(test::join(rest)).bytes());
  };
  EXPECT_THAT(log_with({little_endian(1, 4), digest, little_endian(0, 4)}), Succeeds());
  EXPECT_THAT(log_with({little_endian(1, 4), digest, little_endian(0xFFFFFFF0, 4)}),
              DeniedWith(POSTERN_REASON_EVENT_LOG_MALFORMED));
  EXPECT_THAT(log_with({little_endian(0xFFFFFFFF, 4), digest, little_endian(0, 4)}),
              DeniedWith(POSTERN_REASON_EVENT_LOG_MALFORMED));
  EXPECT_THAT(log_with({little_endian(0, 4), little_endian(0, 4)}),
              DeniedWith(POSTERN_REASON_EVENT_LOG_MALFORMED));
}

TEST(EventLog, RefusesUnannouncedAndDoubledAlgorithmsAndPcrsOutOfRange) {
  const auto with_algorithms = [](uint16_t first, uint16_t second) {
    LogWriter log({HashAlgorithm::kSha256, HashAlgorithm::kSha384});
    log.raw(test::join({little_endian(4, 4), little_endian(kAction, 4), little_endian(2, 4)}));
    for (const uint16_t id : {first, second})
      log.raw(test::join({little_endian(id, 2), sdk::ByteVector(id == 0x000C ? 48 : 32)}));
    return parse_event_log(log.raw(little_endian(0, 4)).bytes());
  };
  EXPECT_THAT(with_algorithms(0x000C, 0x000B), Succeeds());
  EXPECT_THAT(with_algorithms(0x000B, 0x000B), DeniedWith(POSTERN_REASON_EVENT_LOG_MALFORMED));
  EXPECT_THAT(with_algorithms(0x000B, 0x0012), DeniedWith(POSTERN_REASON_EVENT_LOG_MALFORMED));
  EXPECT_THAT(parse_event_log(LogWriter().event(24, kAction, "x").bytes()),
              DeniedWith(POSTERN_REASON_EVENT_LOG_MALFORMED));
}

TEST(EventLog, RefusesWhatIsOverItsLimits) {
  LogWriter log;
  for (int i = 0; i < 10; ++i) log.event(4, kAction, "12345678");
  EXPECT_THAT(parse_event_log(log.bytes()), Succeeds());
  EXPECT_THAT(parse_event_log(log.bytes(), {.bytes = 100}), DeniedWith(POSTERN_REASON_EVENT_LOG_MALFORMED));
  EXPECT_THAT(parse_event_log(log.bytes(), {.events = 10}), DeniedWith(POSTERN_REASON_EVENT_LOG_MALFORMED));
  EXPECT_THAT(parse_event_log(log.bytes(), {.event_data = 7}),
              DeniedWith(POSTERN_REASON_EVENT_LOG_MALFORMED));
}

TEST(VerifyEventLog, AcceptsALogThatReplays) {
  auto log = parse_event_log(LogWriter().event(4, kAction, "loader").bytes());
  const auto replayed =
      verify_event_log(log.take(), verified(pcrs_with(4, from_zero(HashAlgorithm::kSha256, {"loader"}))));
  ASSERT_THAT(replayed, Succeeds());
  EXPECT_EQ(replayed.value().covered(), pcr_bit(4));
  ASSERT_EQ(replayed.value().trusted().size(), 1u);
  EXPECT_EQ(sdk::to_vector(replayed.value().trusted()[0].data), sdk::to_vector(sdk::as_bytes("loader")));
}

TEST(VerifyEventLog, LeavesAPcrAloneOfWhichTheLogDoesNotSpeak) {
  PcrValues values = pcrs_with(4, from_zero(HashAlgorithm::kSha256, {"loader"}));
  values[11] = sdk::ByteVector(32, std::byte{0x11});
  auto log = parse_event_log(LogWriter().event(4, kAction, "loader").bytes());
  EXPECT_THAT(verify_event_log(log.take(), verified(values)), Succeeds());
}

TEST(VerifyEventLog, RefusesALogOfAnotherMachineAndOneThatSaysNothing) {
  const auto quote = verified(pcrs_with(4, from_zero(HashAlgorithm::kSha256, {"loader"})));
  const auto judge = [&](const LogWriter& log) {
    return verify_event_log(parse_event_log(log.bytes()).take(), quote);
  };
  EXPECT_THAT(judge(LogWriter().event(4, kAction, "other")), DeniedWith(POSTERN_REASON_EVENT_LOG_MISMATCH));
  EXPECT_THAT(judge(LogWriter().event(4, kAction, "loader").event(5, 1, "x")),
              DeniedWith(POSTERN_REASON_EVENT_LOG_MISMATCH));
  EXPECT_THAT(judge(LogWriter()), DeniedWith(POSTERN_REASON_EVENT_LOG_MISMATCH));
  EXPECT_THAT(judge(LogWriter().event(4, kEvNoAction, "loader")),
              DeniedWith(POSTERN_REASON_EVENT_LOG_MISMATCH));
  EXPECT_THAT(judge(LogWriter::sha1_form().event(4, kAction, "loader")),
              DeniedWith(POSTERN_REASON_EVENT_LOG_MISMATCH));
  EXPECT_THAT(judge(LogWriter({HashAlgorithm::kSha384}).event(4, kAction, "loader")),
              DeniedWith(POSTERN_REASON_EVENT_LOG_MISMATCH));
}

TEST(VerifyEventLog, RefusesAPcrThatWasNotQuoted) {
  PcrValues values = pcrs_with(4, from_zero(HashAlgorithm::kSha256, {"loader"}));
  values.erase(5);
  auto log = parse_event_log(LogWriter().event(4, kAction, "loader").event(5, kAction, "table").bytes());
  const auto result = verify_event_log(log.take(), verified(values));
  ASSERT_THAT(result, DeniedWith(POSTERN_REASON_EVENT_LOG_MISMATCH));
  EXPECT_EQ(result.failure().subject(), "tpm.pcr.5");
  EXPECT_EQ(result.failure().expected(), "not quoted");
}

TEST(VerifyEventLog, NeverTrustsDataThatItsDigestDoesNotCover) {
  auto log = parse_event_log(
      LogWriter().event(4, kAction, "loader", "forged").event(4, kEvNoAction, "note").bytes());
  const auto replayed =
      verify_event_log(log.take(), verified(pcrs_with(4, from_zero(HashAlgorithm::kSha256, {"loader"}))));
  ASSERT_THAT(replayed, Succeeds());
  EXPECT_TRUE(replayed.value().trusted().empty());
  EXPECT_EQ(replayed.value().untrusted_count(), 1u);
}

}  // namespace
}  // namespace postern::tpm2

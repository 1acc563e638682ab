// SPDX-License-Identifier: Apache-2.0
#include "common/tpm2/pcr_events.h"

#include <algorithm>

#include "common/tpm2/check_measurements.h"
#include "common/tpm2/parse_event_log.h"
#include "common/tpm2/replay.h"
#include "support/log_writer.h"
#include "unit/tpm2/failure_matchers.h"

namespace postern::tpm2 {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

constexpr uint32_t kIpl = 0x0000000D, kImage = 0x80000003, kVersion = 0x00000008;

// machine: the PCRs of a machine of which this is the whole event log, quoted by a software TPM.
VerifiedQuote machine(const test::LogWriter& log) {
  static const test::SoftwareAk ak(test::AkKind::kP256);
  test::PcrValues values = test::zero_pcrs(HashAlgorithm::kSha256);
  const EventLog parsed = parse_event_log(log.bytes()).take();
  for (const auto& [pcr, value] : replay(parsed, HashAlgorithm::kSha256)) values[pcr] = value;
  const sdk::ByteVector extra_data(32);
  const PublicKey key = PublicKey::from_pem(ak.pem()).take();
  return verify_quote(test::make_quote(ak, HashAlgorithm::kSha256, values, extra_data), key, extra_data, 0).take();
}

ReplayedLog replayed(const test::LogWriter& log) {
  return verify_event_log(parse_event_log(log.bytes()).take(), machine(log)).take();
}

std::vector<std::string> lines_of(const ReplayedLog* log, PcrSet pcrs) {
  const std::string text = pcr_event_lines(log, pcrs);
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    lines.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return lines;
}

TEST(PcrEvents, TellWhatExtendedAPcrInOrder) {
  test::LogWriter writer;
  writer.event(9, kIpl, "grub_cmd: linux /vmlinuz").event(4, kVersion, "of another PCR").event(9, kIpl, "the image", "vmlinuz");
  const ReplayedLog log = replayed(writer);
  const auto lines = lines_of(&log, pcr_bit(9));
  ASSERT_EQ(lines.size(), 3u);
  EXPECT_THAT(lines[0], StartsWith("PCR 9, "));
  EXPECT_THAT(lines[1], StartsWith("  EV_IPL "));
  EXPECT_THAT(lines[1], EndsWith(", measured: grub_cmd: linux /vmlinuz"));
  EXPECT_THAT(lines[2], EndsWith(", says: vmlinuz")) << "the digest is that of something else";
}

TEST(PcrEvents, HoldTheWholeDigest) {
  test::LogWriter writer;
  writer.event(4, kImage, "image");
  const ReplayedLog log = replayed(writer);
  EXPECT_THAT(lines_of(&log, pcr_bit(4)).at(1), HasSubstr(sdk::to_hex(find_digest(log.log().events.back(), log.bank()))));
}

TEST(PcrEvents, SayThatThereAreNone) {
  test::LogWriter writer;
  writer.event(4, kImage, "image");
  const ReplayedLog log = replayed(writer);
  EXPECT_THAT(pcr_event_lines(&log, pcr_bit(8)), EndsWith("the event log has no event for it"));
  EXPECT_THAT(pcr_event_lines(nullptr, pcr_bit(8)), HasSubstr("no event log"));
  EXPECT_EQ(pcr_event_lines(nullptr, 0), "");
}

TEST(PcrEvents, OfManyTheFirstAndTheLastAreShown) {
  test::LogWriter writer;
  for (int i = 0; i < 100; ++i) writer.event(9, kIpl, "event " + std::to_string(i) + ";");
  const ReplayedLog log = replayed(writer);
  const std::string text = pcr_event_lines(&log, pcr_bit(9));
  EXPECT_THAT(text, HasSubstr("event 0;"));
  EXPECT_THAT(text, HasSubstr("event 99;"));
  EXPECT_THAT(text, HasSubstr("(77 more)"));
  EXPECT_EQ(lines_of(&log, pcr_bit(9)).size(), 25u);
}

TEST(PcrEvents, FitWhatAReasonCanHold) {
  test::LogWriter writer;
  for (uint32_t pcr = 0; pcr < kPcrCount; ++pcr)
    for (int i = 0; i < 10; ++i) writer.event(pcr, kIpl, std::string(2000, 'x'), "\x1b[31m\xff\n" + std::string(2000, 'y'));
  const ReplayedLog log = replayed(writer);
  for (const PcrSet pcrs : {kAllPcrs, PcrSet{0xFF}, PcrSet{0x3}, PcrSet{0x1}}) {
    const auto lines = lines_of(&log, pcrs);
    EXPECT_LE(lines.size(), 64u);
    for (const std::string& line : lines) {
      EXPECT_LE(line.size(), 1024u);
      EXPECT_TRUE(std::all_of(line.begin(), line.end(), [](char c) { return c >= 0x20 && c < 0x7F; })) << line;
    }
  }
}

TEST(PcrEvents, ComeWithAMismatchAndChangeNothingInIt) {
  test::LogWriter writer;
  writer.event(9, kIpl, "another kernel");
  const VerifiedQuote quote = machine(writer);
  const ReplayedLog log = replayed(writer);
  MeasurementSet set{"release", std::nullopt, std::nullopt, {{9, {{sdk::ByteVector(32, std::byte{9})}}}}};
  const auto with = check_measurements(quote, {{set}}, {}, &log), without = check_measurements(quote, {{set}}, {});
  ASSERT_THAT(with, test::DeniedWith(POSTERN_REASON_PCR_MISMATCH));
  ASSERT_THAT(without, test::DeniedWith(POSTERN_REASON_PCR_MISMATCH));
  EXPECT_THAT(with.failure().details(), HasSubstr("another kernel"));
  EXPECT_THAT(without.failure().details(), Not(HasSubstr("another kernel")));
  EXPECT_EQ(with.failure().observed(), without.failure().observed());
  EXPECT_THAT(with.failure().peer_text(), Not(HasSubstr("kernel")));
}

}  // namespace
}  // namespace postern::tpm2

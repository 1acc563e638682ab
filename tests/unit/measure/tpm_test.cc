// SPDX-License-Identifier: Apache-2.0
//
// The PCRs of a real (software) TPM, with and without the log of what was measured.

#include "support/swtpm.h"
#include "support/temp_dir.h"
#include "tools/measure/read_tpm.h"
#include "unit/measure/readings.h"
#include "unit/tpm2/failure_matchers.h"

namespace postern::measure {
namespace {

using test::HashAlgorithm;
using test::Succeeds;

TEST(ReadTpm, GivesEveryPcrAndSaysWhichTheLogExplains) {
  test::Swtpm tpm;
  test::TempDir dir;
  tpm.extend(4, "loader");
  tpm.extend(9, "kernel");
  tpm.extend(9, "told to nobody");
  test::LogWriter log;
  log.event(4, test::kEvAction, "loader").event(9, test::kEvIpl, "kernel");
  const std::string file = dir.write("log", sdk::text_view(sdk::raw(log.bytes())));
  const auto reading = read_tpm(tpm.tcti(), HashAlgorithm::kSha256, file);
  ASSERT_THAT(reading, Succeeds());
  EXPECT_EQ(reading.value().pcrs.size(), 24u);
  EXPECT_EQ(reading.value().explained(), tpm2::pcr_bit(4));
  EXPECT_TRUE(reading.value().is_whole);
}

TEST(ReadTpm, ReadsOtherBanks) {
  test::Swtpm tpm;
  const auto reading = read_tpm(tpm.tcti(), HashAlgorithm::kSha384, "");
  ASSERT_THAT(reading, Succeeds());
  EXPECT_EQ(reading.value().pcrs.at(0).size(), 48u);
  EXPECT_FALSE(reading.value().log);
}

TEST(ReadTpm, SaysWhatIsMissing) {
  test::Swtpm tpm;
  EXPECT_EQ(read_tpm("swtpm:path=/nonexistent/tpm.sock", HashAlgorithm::kSha256, "").failure().status(),
            POSTERN_UNAVAILABLE);
  EXPECT_THAT(read_tpm(tpm.tcti(), HashAlgorithm::kSha256, "/nonexistent/log"), test::MisconfiguredAt("/event_log"));
  test::TempDir dir;
  EXPECT_EQ(read_tpm(tpm.tcti(), HashAlgorithm::kSha256, dir.write("log", "no log")).failure().code(),
            POSTERN_REASON_EVENT_LOG_MALFORMED);
}

}  // namespace
}  // namespace postern::measure

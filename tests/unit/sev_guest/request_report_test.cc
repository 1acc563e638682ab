// SPDX-License-Identifier: Apache-2.0
#include "common/sev_guest/request_report.h"

#include <filesystem>

#include "support/recording_host.h"
#include "support/tsm_stand_in.h"
#include "unit/tpm2/failure_matchers.h"

namespace postern::sev_guest {
namespace {

using test::MisconfiguredAt;
using test::RecordingHost;
using test::Succeeds;
using test::TsmBehaviour;
using test::TsmStandIn;

const sdk::ByteVector kData(64, std::byte{7});

// A firmware whose report is "report:" and REPORT_DATA.
sdk::ByteVector firmware(sdk::ByteView report_data) {
  sdk::ByteVector report = sdk::to_vector(sdk::as_bytes("report:"));
  report.insert(report.end(), report_data.begin(), report_data.end());
  return report;
}

TEST(RequestReport, GivesTheReportForTheData) {
  TsmBehaviour behaviour{.firmware = firmware};
  behaviour.auxblob = sdk::ByteVector(48, std::byte{3});
  const TsmStandIn kernel(std::move(behaviour));
  RecordingHost host;
  const auto report = request_report(host.call(), kernel.folder(), kData);
  ASSERT_THAT(report, Succeeds());
  EXPECT_EQ(report.value().report, firmware(kData));
  EXPECT_EQ(report.value().certificate_table, sdk::ByteVector(48, std::byte{3}));
  EXPECT_EQ(kernel.reports(), 1);
}

TEST(RequestReport, DoesWithoutCertificates) {
  const TsmStandIn kernel({.firmware = firmware});
  RecordingHost host;
  const auto report = request_report(host.call(), kernel.folder(), kData);
  ASSERT_THAT(report, Succeeds());
  EXPECT_TRUE(report.value().certificate_table.empty());
}

// An ordinary folder cannot be removed as configfs' can; that it was tried is in the log.
TEST(RequestReport, RemovesItsFolder) {
  const TsmStandIn kernel({.firmware = firmware});
  RecordingHost host;
  ASSERT_THAT(request_report(host.call(), kernel.folder(), kData), Succeeds());
  ASSERT_EQ(host.log.size(), 1u);
  EXPECT_THAT(host.log[0], testing::HasSubstr("cannot remove " + kernel.folder()));
}

TEST(RequestReport, EachHasAFolderOfItsOwn) {
  const TsmStandIn kernel({.firmware = firmware});
  RecordingHost host;
  for (int i = 0; i < 3; ++i) ASSERT_THAT(request_report(host.call(), kernel.folder(), kData), Succeeds());
  const std::filesystem::directory_iterator folders(kernel.folder());
  EXPECT_EQ(std::distance(begin(folders), end(folders)), 3);
}

TEST(RequestReport, RefusesAReportThatMayBeSomebodyElses) {
  for (const int step : {0, 2}) {
    TsmBehaviour behaviour{.firmware = firmware};
    behaviour.step = step;
    const TsmStandIn kernel(std::move(behaviour));
    RecordingHost host;
    const auto report = request_report(host.call(), kernel.folder(), kData);
    ASSERT_FALSE(report.ok());
    EXPECT_EQ(report.failure().status(), POSTERN_UNAVAILABLE);
  }
}

TEST(RequestReport, RefusesAnotherTechnology) {
  TsmBehaviour behaviour{.firmware = firmware};
  behaviour.provider = "tdx_guest";
  const TsmStandIn kernel(std::move(behaviour));
  RecordingHost host;
  EXPECT_THAT(request_report(host.call(), kernel.folder(), kData), MisconfiguredAt("/tsm"));
  EXPECT_EQ(kernel.reports(), 0);
}

TEST(RequestReport, SaysWhenThereIsNoInterface) {
  RecordingHost host;
  EXPECT_THAT(request_report(host.call(), "/nonexistent/tsm/report", kData), MisconfiguredAt("/tsm"));
}

TEST(RequestReport, GivesUpWhenTheCallIsOver) {
  const test::TempDir nobody_there;
  RecordingHost host;
  host.is_cancelled = true;
  const auto cancelled = request_report(host.call(), nobody_there.path(), kData);
  ASSERT_FALSE(cancelled.ok());
  EXPECT_EQ(cancelled.failure().status(), POSTERN_UNAVAILABLE);
  host.is_cancelled = false;
  host.remaining = std::chrono::nanoseconds(0);
  EXPECT_FALSE(request_report(host.call(), nobody_there.path(), kData).ok());
  EXPECT_TRUE(std::filesystem::is_empty(nobody_there.path()));
}

TEST(RequestReport, TakesSixtyFourBytesOnly) {
  const TsmStandIn kernel({.firmware = firmware});
  RecordingHost host;
  const auto report = request_report(host.call(), kernel.folder(), sdk::ByteVector(32));
  ASSERT_FALSE(report.ok());
  EXPECT_EQ(report.failure().status(), POSTERN_INTERNAL);
}

}  // namespace
}  // namespace postern::sev_guest

// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <thread>

#include "service_fixture.h"
#include "support/temp_dir.h"

namespace postern::kms {
namespace {

using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;
using testing::HasSubstr;

TEST_F(KmsServiceTest, GivesTheKeysOfTheLocalModeOverOneConnection) {
  KeyService service;
  const auto kms = make(plain_config(service.endpoint()));
  EXPECT_TRUE(self_test(*kms).ok());
  expect_reference_keys(*kms);
  expect_reference_keys(*kms);
  const std::string first = service.next_request();
  const std::string peer = first.substr(0, first.find(' '));
  EXPECT_EQ(first, peer + " " + kDiskUuid + " 32");
  EXPECT_EQ(service.next_request(), peer + " measurementSecret 32");
  EXPECT_EQ(service.next_request(), peer + " " + kDiskUuid + " 32");
}

TEST_F(KmsServiceTest, WorksOverAUnixSocket) {
  test::TempDir directory;
  KeyService service({"address=unix:" + directory.path() + "/kms.sock"});
  const auto kms = make(plain_config("unix:" + directory.path() + "/kms.sock"));
  expect_reference_keys(*kms);
  EXPECT_TRUE(host_.log.empty());
}

TEST_F(KmsServiceTest, AnnouncesPlaintextThatLeavesTheMachine) {
  KeyService service;
  make(plain_config(service.endpoint()));
  EXPECT_TRUE(host_.log.empty());
  make(plain_config("192.0.2.1:9000"));
  ASSERT_EQ(host_.log.size(), 1u);
  EXPECT_THAT(host_.log[0], HasSubstr("192.0.2.1:9000"));
}

TEST_F(KmsServiceTest, AsksNothingForARefusedDiskUuid) {
  KeyService service;
  const auto kms = make(plain_config(service.endpoint()));
  expect_failure(contribute(*kms, TicketRequest("measurementSecret")), POSTERN_DENIED, POSTERN_REASON_REQUEST_INVALID);
  ASSERT_TRUE(contribute(*kms, TicketRequest(kDiskUuid, {"state_disk_key"})).ok());
  EXPECT_THAT(service.next_request(), HasSubstr(kDiskUuid));
}

TEST_F(KmsServiceTest, SaysThatNobodyAnswers) {
  KeyService service;
  const std::string endpoint = service.endpoint();
  service.stop();
  const auto kms = make(plain_config(endpoint, "300ms"));
  const auto tested = self_test(*kms);
  expect_failure(tested, POSTERN_UNAVAILABLE, POSTERN_REASON_BACKEND_UNAVAILABLE);
  EXPECT_THAT(tested.failure().operator_text(), HasSubstr("refused"));
  const auto result = contribute(*kms, TicketRequest(kDiskUuid));
  expect_failure(result, POSTERN_UNAVAILABLE, POSTERN_REASON_BACKEND_UNAVAILABLE);
  EXPECT_THAT(result.failure().operator_text(), HasSubstr(endpoint));
  EXPECT_TRUE(host_.fields.empty());
}

TEST_F(KmsServiceTest, ConnectsAgainWhenTheServiceComesBack) {
  auto service = std::make_unique<KeyService>();
  const std::string port = service->port();
  const auto kms = make(plain_config(service->endpoint()));
  expect_reference_keys(*kms);
  service = nullptr;
  service = std::make_unique<KeyService>(std::vector<std::string>{"port=" + port});
  expect_reference_keys(*kms);
}

// A request that is waiting while the service is away is answered when it comes up in time.
TEST_F(KmsServiceTest, WaitsForTheService) {
  auto service = std::make_unique<KeyService>();
  const std::string port = service->port();
  const auto kms = make(plain_config(service->endpoint()));
  service = nullptr;
  sdk::Result<void> result;
  std::thread waiting([&] { result = contribute(*kms, TicketRequest(kDiskUuid)); });
  KeyService again({"port=" + port});
  waiting.join();
  EXPECT_TRUE(result.ok()) << result.failure().operator_text();
}

TEST_F(KmsServiceTest, GivesUpOnASlowServiceInTime) {
  KeyService service({"behave=hang"});
  const auto kms = make(plain_config(service.endpoint(), "200ms"));
  ASSERT_TRUE(self_test(*kms).ok());
  const auto start = Clock::now();
  expect_failure(contribute(*kms, TicketRequest(kDiskUuid)), POSTERN_DEADLINE_EXCEEDED,
                 POSTERN_REASON_BACKEND_UNAVAILABLE);
  EXPECT_GE(Clock::now() - start, milliseconds(190));
  EXPECT_LT(Clock::now() - start, milliseconds(5'000));
}

TEST_F(KmsServiceTest, NeverTakesLongerThanTheCallHasLeft) {
  KeyService service({"behave=hang"});
  const auto kms = make(plain_config(service.endpoint(), "60s"));
  ASSERT_TRUE(self_test(*kms).ok());
  host_.remaining = milliseconds(200);
  const auto start = Clock::now();
  expect_failure(contribute(*kms, TicketRequest(kDiskUuid)), POSTERN_DEADLINE_EXCEEDED,
                 POSTERN_REASON_BACKEND_UNAVAILABLE);
  EXPECT_LT(Clock::now() - start, milliseconds(5'000));
  host_.remaining = milliseconds(0);
  expect_failure(contribute(*kms, TicketRequest(kDiskUuid)), POSTERN_DEADLINE_EXCEEDED,
                 POSTERN_REASON_BACKEND_UNAVAILABLE);
}

TEST_F(KmsServiceTest, StopsWhenTheCallIsCancelled) {
  KeyService service({"behave=hang"});
  const auto kms = make(plain_config(service.endpoint(), "60s"));
  host_.is_cancelled = true;
  const auto start = Clock::now();
  expect_failure(contribute(*kms, TicketRequest(kDiskUuid)), POSTERN_CANCELLED, POSTERN_REASON_BACKEND_UNAVAILABLE);
  EXPECT_LT(Clock::now() - start, milliseconds(5'000));
}

TEST_F(KmsServiceTest, RefusesKeysOfAnotherLength) {
  for (const auto& [behaviour, observed] : {std::pair{"short", "31 bytes"}, std::pair{"long", "33 bytes"}}) {
    KeyService service({std::string("behave=") + behaviour});
    const auto kms = make(plain_config(service.endpoint()));
    const auto result = contribute(*kms, TicketRequest(kDiskUuid));
    expect_failure(result, POSTERN_MISCONFIGURED, POSTERN_REASON_BACKEND_REFUSED);
    EXPECT_EQ(result.failure().expected(), "32 bytes");
    EXPECT_EQ(result.failure().observed(), observed);
    EXPECT_TRUE(host_.fields.empty());
  }
}

struct Code {
  const char* number;  // of the gRPC status
  postern_status status;
  const char* reason;
};
class KmsServiceCode : public KmsServiceTest, public testing::WithParamInterface<Code> {};

TEST_P(KmsServiceCode, IsMappedToItsClass) {
  KeyService service({std::string("behave=") + GetParam().number});
  const auto kms = make(plain_config(service.endpoint(), "2s"));
  const auto result = contribute(*kms, TicketRequest(kDiskUuid));
  expect_failure(result, GetParam().status, GetParam().reason);
  EXPECT_THAT(result.failure().operator_text(), HasSubstr("as the test asked??[31m"));
  EXPECT_TRUE(host_.fields.empty());
}

INSTANTIATE_TEST_SUITE_P(
    All, KmsServiceCode,
    testing::Values(Code{"14", POSTERN_UNAVAILABLE, POSTERN_REASON_BACKEND_UNAVAILABLE},
                    Code{"4", POSTERN_DEADLINE_EXCEEDED, POSTERN_REASON_BACKEND_UNAVAILABLE},
                    Code{"8", POSTERN_EXHAUSTED, POSTERN_REASON_BACKEND_UNAVAILABLE},
                    Code{"13", POSTERN_UNAVAILABLE, POSTERN_REASON_BACKEND_UNAVAILABLE},
                    Code{"2", POSTERN_UNAVAILABLE, POSTERN_REASON_BACKEND_UNAVAILABLE},
                    Code{"3", POSTERN_DENIED, POSTERN_REASON_BACKEND_REFUSED},
                    Code{"5", POSTERN_DENIED, POSTERN_REASON_BACKEND_REFUSED},
                    Code{"7", POSTERN_DENIED, POSTERN_REASON_BACKEND_REFUSED},
                    Code{"12", POSTERN_MISCONFIGURED, POSTERN_REASON_BACKEND_REFUSED},
                    Code{"16", POSTERN_MISCONFIGURED, POSTERN_REASON_BACKEND_REFUSED}),
    [](const auto& each) { return std::string("grpc") + each.param.number; });

}  // namespace
}  // namespace postern::kms

// SPDX-License-Identifier: Apache-2.0
#pragma once

// What the tests of the kms backend have in common: known secrets, an instance, and requests.

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "backends/kms/kms.h"
#include "support/recording_host.h"

namespace postern::kms {

inline const std::string kMaster = "0123456789abcdefghijklmnopqrstuv";
inline const std::string kSalt = "SALT56789abcdefghijklmnopqrstuvw";
inline const std::string kMeasurementSaltValue = "measurement salt, 32 bytes long!";
inline const std::string kDiskUuid = "6f1d5e2a-0c1b-4e7f-9a3d-2b8c4d5e6f70";

// TicketRequest: a request with one disk_uuid for the given ticket fields.
class TicketRequest {
 public:
  explicit TicketRequest(std::string disk_uuid, std::vector<std::string> wanted = {"state_disk_key",
                                                                                   "measurement_secret",
                                                                                   "measurement_salt"})
      : disk_uuid_(std::move(disk_uuid)), wanted_(std::move(wanted)) {
    for (const std::string& name : wanted_) views_.push_back(sdk::raw(name));
    fields_.push_back({sdk::raw(std::string_view("disk_uuid")), {}, {POSTERN_TYPE_TEXT, 0, 0, sdk::raw(disk_uuid_)}});
  }
  TicketRequest(const TicketRequest&) = delete;
  std::vector<postern_field>& fields() { return fields_; }
  sdk::Request view() const { return {"join", "worker", "request-1", fields_, views_}; }

 private:
  const std::string disk_uuid_;
  const std::vector<std::string> wanted_;
  std::vector<postern_field> fields_;
  std::vector<postern_bytes> views_;
};

class KmsTest : public testing::Test {
 protected:
  KmsTest() {
    host_.secrets = {{"master", kMaster}, {"salt", kSalt}, {"msalt", kMeasurementSaltValue}};
  }

  static nlohmann::json local_config() {
    return {{"mode", "local"}, {"master_secret", "master"}, {"salt", "salt"}, {"measurement_salt", "msalt"}};
  }

  // make: an instance; fails the test when the configuration is refused.
  std::unique_ptr<Kms> make(const nlohmann::json& config) {
    auto read = Kms::read_config(config.dump());
    EXPECT_TRUE(read.ok()) << (read.ok() ? "" : read.failure().operator_text());
    auto call = host_.call();
    auto made = Kms::create(call, read.take());
    EXPECT_TRUE(made.ok()) << (made.ok() ? "" : made.failure().operator_text());
    return made.ok() ? made.take() : nullptr;
  }

  sdk::Result<void> contribute(Kms& kms, const TicketRequest& request) {
    host_.fields.clear();
    auto call = host_.call();
    return kms.contribute(call, request.view());
  }
  sdk::Result<void> self_test(Kms& kms) {
    auto call = host_.call();
    return kms.self_test(call);
  }

  test::RecordingHost host_;
};

// expect_failure: the status and the reason code, and a text for the operator that shows no secret.
inline void expect_failure(const sdk::Result<void>& result, postern_status status, const std::string& code) {
  ASSERT_FALSE(result.ok());
  const sdk::Failure& failure = result.failure();
  EXPECT_EQ(failure.status(), status) << failure.operator_text();
  EXPECT_EQ(failure.code(), code) << failure.operator_text();
  EXPECT_FALSE(failure.operator_text().empty());
  for (const std::string& secret : {kMaster, kSalt, kMeasurementSaltValue})
    EXPECT_EQ(failure.operator_text().find(secret), std::string::npos);
}

}  // namespace postern::kms

// SPDX-License-Identifier: Apache-2.0
#include "tools/keyservice/check_request.h"

#include <gtest/gtest.h>

namespace postern::keyservice {
namespace {

using keys::KeyIdForm;

const std::string kUuid = "6f1d5e2a-0c1b-4e7f-9a3d-2b8c4d5e6f70";

bool is_taken(const std::string& id, uint32_t length, const RequestPolicy& policy = {}) {
  const auto result = check_request(id, length, policy);
  if (result.ok()) {
    EXPECT_EQ(result.value().text(), id);
  } else {
    EXPECT_EQ(result.failure().status(), POSTERN_DENIED);
    EXPECT_EQ(result.failure().code(), POSTERN_REASON_REQUEST_INVALID);
  }
  return result.ok();
}

TEST(CheckRequest, BoundsIdAndLength) {
  EXPECT_TRUE(is_taken(kUuid, 32));
  EXPECT_TRUE(is_taken("pvc-1", 1));
  EXPECT_FALSE(is_taken("", 32));
  EXPECT_FALSE(is_taken(kUuid, 0));
  EXPECT_FALSE(is_taken(kUuid, 33));
  EXPECT_FALSE(is_taken(kUuid, UINT32_MAX));
  EXPECT_FALSE(is_taken(kUuid + "\n", 32));
  EXPECT_FALSE(is_taken(std::string(257, 'x'), 32));
  EXPECT_TRUE(is_taken(kUuid, 96, {{}, 96}));
}

TEST(CheckRequest, KeepsToTheFormsThatAreServed) {
  const RequestPolicy policy{{KeyIdForm::kUuid, KeyIdForm::kMeasurementSecret}, 32};
  EXPECT_TRUE(is_taken(kUuid, 32, policy));
  EXPECT_TRUE(is_taken("measurementSecret", 32, policy));
  EXPECT_FALSE(is_taken("ca_emergency_ssh", 32, policy));
  EXPECT_FALSE(is_taken("disk-" + std::string(64, '0'), 32, policy));
  EXPECT_FALSE(is_taken("pvc-1", 32, policy));
}

}  // namespace
}  // namespace postern::keyservice

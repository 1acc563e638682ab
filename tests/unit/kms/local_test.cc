// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "common/crypto/hkdf.h"
#include "fixture.h"

namespace postern::kms {
namespace {

using sdk::as_bytes;

class LocalKms : public KmsTest {
 protected:
  std::string derived(const std::string& info) {
    auto key = common::hkdf_sha256(as_bytes(kMaster), as_bytes(kSalt), info, 32);
    return {reinterpret_cast<const char*>(key.value().bytes().data()), key.value().size()};
  }
};

TEST_F(LocalKms, GivesTheReferenceKeys) {
  const auto kms = make(local_config());
  ASSERT_TRUE(contribute(*kms, TicketRequest(kDiskUuid)).ok());
  ASSERT_EQ(host_.fields.size(), 3u);
  EXPECT_EQ(host_.field("state_disk_key"), derived("key-" + kDiskUuid));
  EXPECT_EQ(host_.field("measurement_secret"), derived("key-measurementSecret"));
  EXPECT_EQ(host_.field("measurement_salt"), kMeasurementSaltValue);
  for (const auto& field : host_.fields) EXPECT_EQ(field.value.type, POSTERN_TYPE_BYTES);
}

TEST_F(LocalKms, DeclaresItsFieldsAsSecret) {
  const auto description = Kms::describe();
  ASSERT_EQ(description.fields_out.size(), 4u);
  for (const auto& field : description.fields_out) {
    const uint32_t internal = field.name == "ssh_ca_seed" ? POSTERN_FIELD_INTERNAL : 0;
    EXPECT_EQ(field.flags, POSTERN_FIELD_SECRET | internal) << field.name;
  }
}

TEST_F(LocalKms, GivesOnlyWhatIsWanted) {
  const auto kms = make(local_config());
  ASSERT_TRUE(contribute(*kms, TicketRequest(kDiskUuid, {"measurement_secret", "token"})).ok());
  ASSERT_EQ(host_.fields.size(), 1u);
  EXPECT_EQ(host_.fields[0].name, "measurement_secret");
  ASSERT_TRUE(contribute(*kms, TicketRequest(kDiskUuid, {"token"})).ok());
  EXPECT_TRUE(host_.fields.empty());
}

TEST_F(LocalKms, DeniesADiskUuidThatIsAnInternalName) {
  const auto kms = make(local_config());
  for (const char* uuid : {"measurementSecret", "ca_emergency_ssh", "", "../../x"}) {
    expect_failure(contribute(*kms, TicketRequest(uuid)), POSTERN_DENIED, POSTERN_REASON_REQUEST_INVALID);
    EXPECT_TRUE(host_.fields.empty());
  }
}

TEST_F(LocalKms, DeniesAMissingRepeatedOrMistypedDiskUuid) {
  const auto kms = make(local_config());
  TicketRequest missing(kDiskUuid), twice(kDiskUuid), mistyped(kDiskUuid);
  missing.fields().clear();
  twice.fields().push_back(twice.fields().front());
  mistyped.fields().front().value.type = POSTERN_TYPE_BYTES;
  for (const TicketRequest* request : {&missing, &twice, &mistyped}) {
    expect_failure(contribute(*kms, *request), POSTERN_DENIED, POSTERN_REASON_REQUEST_INVALID);
    EXPECT_TRUE(host_.fields.empty());
  }
}

TEST_F(LocalKms, WantsNoDiskUuidWhenNoDiskKeyIsWanted) {
  const auto kms = make(local_config());
  TicketRequest request("", {"measurement_salt"});
  request.fields().clear();
  EXPECT_TRUE(contribute(*kms, request).ok());
}

TEST_F(LocalKms, NamesTheSecretWhoseLengthIsWrong) {
  const auto kms = make(local_config());
  for (const char* name : {"master", "salt", "msalt"}) {
    const std::string good = host_.secrets[name];
    for (const std::string& bad : {good + "\n", good.substr(1), std::string()}) {
      host_.secrets[name] = bad;
      const auto result = contribute(*kms, TicketRequest(kDiskUuid));
      expect_failure(result, POSTERN_MISCONFIGURED, POSTERN_REASON_MISCONFIGURED);
      EXPECT_EQ(result.failure().subject(), name);
      EXPECT_EQ(result.failure().expected(), "32 bytes");
      EXPECT_EQ(result.failure().observed(), std::to_string(bad.size()) + " bytes");
      EXPECT_TRUE(host_.fields.empty());
      EXPECT_FALSE(self_test(*kms).ok());
    }
    host_.secrets[name] = good;
  }
  EXPECT_TRUE(self_test(*kms).ok());
}

TEST_F(LocalKms, SaysWhichSecretIsMissing) {
  const auto kms = make(local_config());
  host_.secrets.erase("master");
  expect_failure(self_test(*kms), POSTERN_MISCONFIGURED, POSTERN_REASON_SECRET_UNREADABLE);
  EXPECT_EQ(self_test(*kms).failure().subject(), "master");
}

TEST_F(LocalKms, FollowsARotatedSecret) {
  const auto kms = make(local_config());
  ASSERT_TRUE(contribute(*kms, TicketRequest(kDiskUuid)).ok());
  const std::string before = host_.field("state_disk_key");
  host_.secrets["master"] = std::string(32, 'z');
  ASSERT_TRUE(contribute(*kms, TicketRequest(kDiskUuid)).ok());
  EXPECT_NE(host_.field("state_disk_key"), before);
}

}  // namespace
}  // namespace postern::kms

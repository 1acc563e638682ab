// SPDX-License-Identifier: Apache-2.0
//
// Disk keys that are bound to a machine, and the internal seed for SSH.
#include <gtest/gtest.h>

#include <set>

#include "fixture.h"
#include "support/openssl_kdf.h"

namespace postern::kms {
namespace {

const std::string kChip = "the chip id of one machine";

class BoundKms : public KmsTest {
 protected:
  static nlohmann::json bound_config(const char* claim = "snp.chip_id") {
    auto config = local_config();
    config.update({{"bind", "instance"}, {"instance_claim", claim}});
    return config;
  }
  void prove(const std::string& claim, const std::string& value, uint32_t type = POSTERN_TYPE_BYTES) {
    host_.earlier_claims[claim] = {type, 0, value};
  }
  std::string disk_key(Kms& kms, const std::string& uuid = kDiskUuid) {
    const auto result = contribute(kms, TicketRequest(uuid, {"state_disk_key"}));
    EXPECT_TRUE(result.ok()) << result.failure().operator_text();
    return host_.field("state_disk_key");
  }
};

TEST_F(BoundKms, GivesTheSameKeyToTheSameDiskOnTheSameMachine) {
  prove("snp.chip_id", kChip);
  const auto at_join = make(bound_config());
  const std::string key = disk_key(*at_join);
  const auto at_rejoin = make(bound_config());  // perhaps another instance in another pipeline
  EXPECT_EQ(disk_key(*at_rejoin), key);
}

TEST_F(BoundKms, KeyIsDerivedUnderTheBoundName) {
  prove("snp.chip_id", kChip);
  const std::string id = keys::KeyId::disk(kDiskUuid)->bound_to("snp.chip_id", sdk::as_bytes(kChip)).text();
  EXPECT_EQ(sdk::to_hex(sdk::as_bytes(disk_key(*make(bound_config())))),
            test::openssl_hkdf(kMaster, kSalt, "key-" + id, 32));
}

TEST_F(BoundKms, AStolenUuidIsWorthNothingElsewhere) {
  std::set<std::string> keys;
  prove("tpm.ak.name", kChip);
  keys.insert(disk_key(*make(bound_config("tpm.ak.name"))));
  for (const std::string& chip : {kChip, kChip + "2", std::string("another machine")}) {
    prove("snp.chip_id", chip);
    keys.insert(disk_key(*make(bound_config())));
  }
  keys.insert(disk_key(*make(bound_config()), "00000000-0000-0000-0000-000000000000"));
  keys.insert(disk_key(*make(local_config())));
  EXPECT_EQ(keys.size(), 6u);
}

TEST_F(BoundKms, DeniesWithoutAnIdentity) {
  const auto kms = make(bound_config());
  const auto expect_denied = [&] {
    expect_failure(contribute(*kms, TicketRequest(kDiskUuid)), POSTERN_DENIED, POSTERN_REASON_POLICY_UNSATISFIED);
    EXPECT_TRUE(host_.fields.empty());
  };
  expect_denied();
  prove("tpm.ak.name", kChip);
  expect_denied();  // another claim is none
  for (const std::string& empty : {std::string(), std::string(64, '\0')}) {
    prove("snp.chip_id", empty);
    expect_denied();
  }
  prove("snp.chip_id", kChip, POSTERN_TYPE_INTEGER);
  expect_denied();
}

TEST_F(BoundKms, OnlyDiskKeysAreBound) {
  const auto kms = make(bound_config());
  const auto plain = make(local_config());
  const TicketRequest request(kDiskUuid, {"measurement_secret", "measurement_salt", "ssh_ca_seed"});
  ASSERT_TRUE(contribute(*kms, request).ok());
  const auto fields = host_.fields;
  ASSERT_TRUE(contribute(*plain, request).ok());
  ASSERT_EQ(host_.fields.size(), fields.size());
  for (std::size_t i = 0; i < fields.size(); ++i) EXPECT_EQ(host_.fields[i].value.bytes, fields[i].value.bytes);
}

TEST_F(BoundKms, RefusesInternalNamesAsDisks) {
  prove("snp.chip_id", kChip);
  const std::string id = keys::KeyId::disk(kDiskUuid)->bound_to("snp.chip_id", sdk::as_bytes(kChip)).text();
  for (const std::string& uuid : {std::string("measurementSecret"), std::string("ca_emergency_ssh"), id})
    for (const auto& config : {bound_config(), local_config()}) {
      expect_failure(contribute(*make(config), TicketRequest(uuid)), POSTERN_DENIED, POSTERN_REASON_REQUEST_INVALID);
      EXPECT_TRUE(host_.fields.empty());
    }
}

TEST_F(BoundKms, SeedForSshIsGivenWhenWantedOnly) {
  const auto kms = make(local_config());
  ASSERT_TRUE(contribute(*kms, TicketRequest(kDiskUuid)).ok());
  for (const auto& field : host_.fields) EXPECT_NE(field.name, "ssh_ca_seed");
  ASSERT_TRUE(contribute(*kms, TicketRequest(kDiskUuid, {"ssh_ca_seed"})).ok());
  ASSERT_EQ(host_.fields.size(), 1u);
  EXPECT_EQ(sdk::to_hex(sdk::as_bytes(host_.field("ssh_ca_seed"))),
            test::openssl_hkdf(kMaster, kSalt, "key-ca_emergency_ssh", 32));
}

}  // namespace
}  // namespace postern::kms

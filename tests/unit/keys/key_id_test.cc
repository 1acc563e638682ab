// SPDX-License-Identifier: Apache-2.0
#include "common/keys/key_id.h"

#include <gtest/gtest.h>

#include <set>

#include "common/keys/endpoint.h"

namespace postern::keys {
namespace {

TEST(KeyId, TakesUuidsAsTheyAre) {
  for (const char* uuid : {"6f1d5e2a-0c1b-4e7f-9a3d-2b8c4d5e6f70", "6F1D5E2A-0C1B-4E7F-9A3D-2B8C4D5E6F70",
                           "00000000-0000-0000-0000-000000000000"}) {
    const auto id = KeyId::disk(uuid);
    ASSERT_TRUE(id) << uuid;
    EXPECT_EQ(id->text(), uuid);
  }
}

TEST(KeyId, RefusesInternalNamesAndEverythingElse) {
  for (const char* text : {"", "measurementSecret", "ca_emergency_ssh", "clusterID",
                           "6f1d5e2a0c1b4e7f9a3d2b8c4d5e6f70", "{6f1d5e2a-0c1b-4e7f-9a3d-2b8c4d5e6f70}",
                           "urn:uuid:6f1d5e2a-0c1b-4e7f-9a3d-2b8c4d5e6f70", "6f1d5e2a-0c1b-4e7f-9a3d-2b8c4d5e6f7",
                           "6f1d5e2a-0c1b-4e7f-9a3d-2b8c4d5e6f700", "6f1d5e2a-0c1b-4e7f-9a3d-2b8c4d5e6f7g",
                           "6f1d5e2a-0c1b-4e7f-9a3d_2b8c4d5e6f70", "6f1d5e2a-0c1b4-e7f-9a3d-2b8c4d5e6f70",
                           " 6f1d5e2a-0c1b-4e7f-9a3d-2b8c4d5e6f7", "6f1d5e2a-0c1b-4e7f-9a3d-2b8c4d5e6f7\n"})
    EXPECT_FALSE(KeyId::disk(text)) << text;
  EXPECT_FALSE(KeyId::disk(std::string_view("6f1d5e2a-0c1b-4e7f-9a3d-2b8c4d5e6f7\0", 36)));
}

// The two namespaces cannot meet: no internal name is accepted from the wire.
TEST(KeyId, InternalNameIsNoUuid) {
  EXPECT_EQ(KeyId::measurement_secret().text(), "measurementSecret");
  EXPECT_FALSE(KeyId::disk(KeyId::measurement_secret().text()));
}

TEST(KeyId, SshSeedIsNoUuid) {
  EXPECT_EQ(KeyId::ssh_ca_seed().text(), "ca_emergency_ssh");
  EXPECT_FALSE(KeyId::disk(KeyId::ssh_ca_seed().text()));
}

constexpr const char* kDisk = "6f1d5e2a-0c1b-4e7f-9a3d-2b8c4d5e6f70";
std::string bound(const char* uuid, std::string_view claim, std::string_view value) {
  return KeyId::disk(uuid)->bound_to(claim, sdk::as_bytes(value)).text();
}

// SHA-256 over three parts, each behind its length in 8 bytes; computed with another program.
TEST(BoundKeyId, IsTheDigestOfDiskClaimAndValue) {
  EXPECT_EQ(bound(kDisk, "snp.chip_id", "chip"), "disk-3aa77e202eaab74082ebebd7487fdb3f8bea43b01cf2302a87f4148599adb22e");
}

TEST(BoundKeyId, IsNeitherAUuidNorAnInternalName) {
  const std::string id = bound(kDisk, "tpm.ak.name", "name");
  EXPECT_FALSE(KeyId::disk(id));
  EXPECT_EQ(form_of(*KeyId::requested(id)), KeyIdForm::kBoundDisk);
  EXPECT_EQ(id.size(), 69u);
}

TEST(BoundKeyId, DiffersWheneverAnyPartDiffers) {
  std::set<std::string> seen;
  std::size_t count = 0;
  const std::string zero("\0", 1);
  for (const char* uuid : {kDisk, "6f1d5e2a-0c1b-4e7f-9a3d-2b8c4d5e6f71", "6F1D5E2A-0C1B-4E7F-9A3D-2B8C4D5E6F70"})
    for (const std::string& claim : {std::string("a"), std::string("ab"), "a" + zero, std::string()})
      for (const std::string& value : {std::string("b"), std::string("bb"), zero + "b", std::string()}) {
        seen.insert(bound(uuid, claim, value));
        ++count;
      }
  EXPECT_EQ(seen.size(), count);
}

TEST(RequestedKeyId, IsAnyPrintableNameOfBoundedLength) {
  for (const std::string& text : {std::string("x"), std::string(256, 'x'), std::string("pvc-1/{~}")})
    EXPECT_EQ(KeyId::requested(text)->text(), text);
  for (const std::string& text : {std::string(), std::string(257, 'x'), std::string("a b"), std::string("a\n"),
                                  std::string("a\0b", 3), std::string("\xc3\xa4"), std::string("\x7f")})
    EXPECT_FALSE(KeyId::requested(text));
}

TEST(RequestedKeyId, TellsTheFormsApart) {
  const auto form = [](const std::string& text) { return form_of(*KeyId::requested(text)); };
  EXPECT_EQ(form(kDisk), KeyIdForm::kUuid);
  EXPECT_EQ(form("measurementSecret"), KeyIdForm::kMeasurementSecret);
  EXPECT_EQ(form("ca_emergency_ssh"), KeyIdForm::kSshCaSeed);
  EXPECT_EQ(form("disk-" + std::string(64, 'a')), KeyIdForm::kBoundDisk);
  for (const std::string& other : {"disk-" + std::string(63, 'a'), "disk-" + std::string(64, 'A'), std::string("MeasurementSecret"),
                                   std::string("6f1d5e2a0c1b4e7f9a3d2b8c4d5e6f70")})
    EXPECT_EQ(form(other), KeyIdForm::kOther) << other;
}

TEST(Endpoint, TellsLoopbackFromTheRest) {
  for (const char* text : {"127.0.0.1:9000", "127.9.9.9:1", "localhost:9000", "[::1]:9000", "unix:/run/kms.sock"}) {
    const auto endpoint = parse_endpoint(text);
    ASSERT_TRUE(endpoint) << text;
    EXPECT_TRUE(endpoint->is_loopback) << text;
  }
  for (const char* text : {"key-service.kube-system:9000", "10.0.0.1:9000", "[2001:db8::1]:9000", "localhost.evil:1"}) {
    const auto endpoint = parse_endpoint(text);
    ASSERT_TRUE(endpoint) << text;
    EXPECT_FALSE(endpoint->is_loopback) << text;
    EXPECT_EQ(endpoint->target, std::string("dns:///") + text);
  }
}

TEST(Endpoint, RefusesOtherSchemesAndForms) {
  for (const char* text : {"", ":9000", "host", "host:", "host:0", "host:65536", "host:+5", "dns:///host:1",
                           "https://host:1", "::1:9000", "[::1]", "[zz]:1", "unix:relative", "unix:", "unix-abstract:x",
                           "ho st:1", "host:1\n", "xds:///x:1"})
    EXPECT_FALSE(parse_endpoint(text)) << text;
  EXPECT_FALSE(parse_endpoint("unix:/" + std::string(107, 'a')));
  EXPECT_FALSE(parse_endpoint(std::string_view("[::1\0]:9000", 11)));
}

}  // namespace
}  // namespace postern::keys

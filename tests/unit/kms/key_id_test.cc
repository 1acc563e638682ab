// SPDX-License-Identifier: Apache-2.0
#include "backends/kms/key_id.h"

#include <gtest/gtest.h>

#include "backends/kms/endpoint.h"

namespace postern::kms {
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
}  // namespace postern::kms

// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/test_pki.h"
#include "tools/keyservice/check_client.h"
#include "tools/keyservice/parse_client_identity.h"

namespace postern::keyservice {
namespace {

using testing::ElementsAre;

ClientIdentity identity(const test::LeafRequest& request) {
  test::TestCa ca("client CA");
  const auto parsed = parse_client_identity(ca.issue(request).certificate);
  EXPECT_TRUE(parsed);
  return parsed.value_or(ClientIdentity{});
}

TEST(ClientIdentity, HoldsTheNamesOfTheCertificate) {
  const auto found = identity({"gate", "postern", {"DNS:gate.example", "URI:spiffe://example/gate", "IP:127.0.0.1", "DNS:b"}});
  EXPECT_THAT(found.dns, ElementsAre("gate.example", "b"));
  EXPECT_THAT(found.uri, ElementsAre("spiffe://example/gate"));
  EXPECT_THAT(found.cn, ElementsAre("gate"));
}

TEST(ClientIdentity, IsNotReadFromAnythingElse) {
  test::TestCa ca("client CA");
  const auto leaf = ca.issue({"gate"});
  EXPECT_FALSE(parse_client_identity(""));
  EXPECT_FALSE(parse_client_identity("gate"));
  EXPECT_FALSE(parse_client_identity(leaf.key));
  EXPECT_FALSE(parse_client_identity(leaf.certificate + ca.certificate()));
}

std::optional<std::string> allowed(const ClientIdentity& identity, const std::vector<ClientName>& list) {
  const auto entry = check_client(identity, list);
  return entry ? std::optional(entry->text) : std::nullopt;
}

const std::vector<ClientName> kList{{NameKind::kDns, "gate.example", "dns:gate.example"},
                                    {NameKind::kUri, "spiffe://example/gate", "uri:spiffe://example/gate"},
                                    {NameKind::kCommonName, "gate", "cn:gate"}};

TEST(CheckClient, TakesExactNamesOfTheRightKind) {
  EXPECT_EQ(allowed({{"x", "gate.example"}, {}, {}}, kList), "dns:gate.example");
  EXPECT_EQ(allowed({{}, {"spiffe://example/gate"}, {}}, kList), "uri:spiffe://example/gate");
  EXPECT_EQ(allowed({{}, {}, {"gate"}}, kList), "cn:gate");
}

TEST(CheckClient, RefusesEverybodyElse) {
  EXPECT_EQ(allowed({}, kList), std::nullopt);
  EXPECT_EQ(allowed({{"gate.example"}, {"spiffe://example/gate"}, {"gate"}}, {}), std::nullopt);
  for (const char* name : {"gate.example.evil", "a.gate.example", "GATE.example", "*.example", "gate.example ", "gate",
                           "spiffe://example/gate"})
    EXPECT_EQ(allowed({{name}, {}, {}}, kList), std::nullopt) << name;
  for (const char* name : {"spiffe://example/gate/2", "spiffe://example/", "gate.example"})
    EXPECT_EQ(allowed({{}, {name}, {}}, kList), std::nullopt) << name;
  EXPECT_EQ(allowed({{}, {}, {"gate.example"}}, kList), std::nullopt);
  EXPECT_EQ(allowed({{}, {}, {"gate", "other"}}, kList), std::nullopt);  // whose name is it?
}

}  // namespace
}  // namespace postern::keyservice

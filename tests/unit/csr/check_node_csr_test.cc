// SPDX-License-Identifier: Apache-2.0
#include "common/csr/check_node_csr.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/csr/dns_name.h"
#include "common/csr/parse_csr.h"
#include "support/csr_builder.h"

namespace postern::csr {
namespace {

using Attributes = std::vector<std::pair<std::string, std::string>>;

sdk::Result<NodeCsr> check(const test::CsrSpec& spec) {
  const std::string der = test::make_csr(spec).der;
  const auto parsed = parse_csr(sdk::as_bytes(der));
  EXPECT_TRUE(parsed.ok());
  const auto verified = verify_csr(parsed.value());
  EXPECT_TRUE(verified.ok());
  return check_node_csr(verified.value());
}

void expect_refused(const Attributes& subject, const std::string& about, int string_type = 0) {
  const auto checked = check({.subject = subject, .string_type = string_type});
  ASSERT_FALSE(checked.ok()) << about;
  EXPECT_EQ(checked.failure().status(), POSTERN_DENIED);
  EXPECT_EQ(checked.failure().code(), POSTERN_REASON_REQUEST_INVALID);
  EXPECT_EQ(checked.failure().subject(), about);
}

TEST(CheckNodeCsr, TakesAKubeletsRequest) {
  const auto checked = check({.names = {"IP:10.0.0.7"}});
  ASSERT_TRUE(checked.ok()) << checked.failure().operator_text();
  EXPECT_EQ(checked.value().node_name(), "node-1");
  EXPECT_EQ(checked.value().names().addresses.size(), 1u);
}

TEST(CheckNodeCsr, TakesEitherOrderAndStringType) {
  const Attributes subject{{"CN", "system:node:a.b-c.d"}, {"O", "system:nodes"}};
  for (const int type : {V_ASN1_UTF8STRING, V_ASN1_PRINTABLESTRING}) {
    const auto checked = check({.subject = subject, .string_type = type});
    ASSERT_TRUE(checked.ok());
    EXPECT_EQ(checked.value().node_name(), "a.b-c.d");
  }
}

TEST(CheckNodeCsr, ToleratesWhatIsNotCopied) {
  EXPECT_TRUE(check({.names = {"DNS:kubernetes.default.svc"}, .is_ca = true}).ok());
}

TEST(CheckNodeCsr, RefusesAnotherOrganization) {
  const std::pair<std::string, std::string> node{"CN", "system:node:node-1"}, nodes{"O", "system:nodes"};
  for (const std::string other : {"system:masters", "system:node", "System:Nodes", "system:nodes ", ""})
    expect_refused({{"O", other}, node}, "csr.subject.O");
  expect_refused({node}, "csr.subject.O");
  expect_refused({nodes, nodes, node}, "csr.subject.O");
  expect_refused({nodes, {"O", "system:masters"}, node}, "csr.subject.O");
  expect_refused({{"O", "system:masters"}, nodes, node}, "csr.subject.O");
}

TEST(CheckNodeCsr, RefusesAnotherCommonName) {
  const std::pair<std::string, std::string> nodes{"O", "system:nodes"};
  for (const std::string other :
       {"system:nodes:a", "system:node:", "system:node", "admin", "System:node:a", "system:node:A", "system:node:a_b",
        "system:node:-a", "system:node:a..b", "system:node:a:b", "system:node:a/b", "system:node:a b"})
    expect_refused({nodes, {"CN", other}}, "csr.subject.CN");
  expect_refused({nodes, {"CN", std::string("system:node:a\0b", 15)}}, "csr.subject.CN");
  expect_refused({nodes}, "csr.subject.CN");
  expect_refused({nodes, {"CN", "system:node:a"}, {"CN", "system:node:a"}}, "csr.subject.CN");
}

TEST(CheckNodeCsr, RefusesFurtherAttributes) {
  for (const std::string attribute : {"OU", "C", "L", "emailAddress", "serialNumber", "UID"})
    expect_refused({{"O", "system:nodes"}, {"CN", "system:node:a"}, {attribute, "DE"}}, "csr.subject");
}

TEST(CheckNodeCsr, RefusesStringsThatReadersDecodeDifferently) {
  expect_refused({{"O", "system:nodes"}, {"CN", "system:node:ab"}}, "csr.subject", V_ASN1_T61STRING);
  expect_refused({{"O", "system:nodes"}, {"CN", "system:node:ab"}}, "csr.subject", V_ASN1_BMPSTRING);
}

TEST(CheckNodeCsr, ShowsWhatItFoundWithoutControlCharacters) {
  const auto checked = check({.subject = {{"O", "system\n:x"}, {"CN", "system:node:a"}}});
  ASSERT_FALSE(checked.ok());
  EXPECT_EQ(checked.failure().expected(), "system:nodes");
  EXPECT_EQ(checked.failure().observed(), "system?:x");
}

TEST(DnsSubdomain, FollowsRfc1123) {
  for (const std::string good : {"a", "0", "a-b", "a.b", "node-1.example.com", "1.2.3.4"}) EXPECT_TRUE(is_dns_subdomain(good)) << good;
  for (const std::string bad : {"", ".", "a.", ".a", "a..b", "-a", "a-", "A", "a_b", "a b", "ä"})
    EXPECT_FALSE(is_dns_subdomain(bad)) << bad;
  EXPECT_TRUE(is_dns_subdomain(std::string(63, 'a')));
  EXPECT_FALSE(is_dns_subdomain(std::string(64, 'a')));
  std::string longest = std::string(61, 'a');
  for (int i = 0; i < 3; ++i) longest += "." + std::string(63, 'b');
  EXPECT_EQ(longest.size(), 253u);
  EXPECT_TRUE(is_dns_subdomain(longest));
  EXPECT_FALSE(is_dns_subdomain("a" + longest));
}

}  // namespace
}  // namespace postern::csr

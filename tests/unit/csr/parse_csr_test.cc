// SPDX-License-Identifier: Apache-2.0
#include "common/csr/parse_csr.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/csr/requested_names.h"
#include "support/csr_builder.h"

namespace postern::csr {
namespace {

void expect_refused(const std::string& der) {
  const auto parsed = parse_csr(sdk::as_bytes(der));
  ASSERT_FALSE(parsed.ok());
  EXPECT_EQ(parsed.failure().status(), POSTERN_DENIED);
  EXPECT_EQ(parsed.failure().code(), POSTERN_REASON_REQUEST_INVALID);
  EXPECT_EQ(parsed.failure().subject(), "csr");
}

TEST(ParseCsr, TakesWhatOpensslWrites) {
  const std::string der = test::make_csr().der;
  const auto parsed = parse_csr(sdk::as_bytes(der));
  ASSERT_TRUE(parsed.ok()) << parsed.failure().operator_text();
  EXPECT_EQ(parsed.value().der(), sdk::to_vector(sdk::as_bytes(der)));
  EXPECT_TRUE(parsed.value().pem().starts_with("-----BEGIN CERTIFICATE REQUEST-----\n"));
  EXPECT_NE(parsed.value().public_key(), nullptr);
}

TEST(ParseCsr, RefusesWhatIsShorterOrLonger) {
  const std::string der = test::make_csr().der;
  for (std::size_t size = 0; size < der.size(); ++size) expect_refused(der.substr(0, size));
  expect_refused(der + '\0');
  expect_refused(der + der);
  expect_refused(std::string(kMaxCsr + 1, '0'));
}

TEST(ParseCsr, RefusesPem) {
  const auto parsed = parse_csr(sdk::as_bytes(test::make_csr().der));
  expect_refused(parsed.value().pem());
}

TEST(ParseCsr, RefusesAnotherEncodingThanDer) {
  std::string der = test::make_csr().der;
  // The outermost SEQUENCE with its length in one byte more than it needs (X.690, 10.1).
  ASSERT_EQ(der[1], '\x81') << "a request of 128 to 255 bytes";
  der.replace(1, 1, std::string("\x82\x00", 2));
  expect_refused(der);
}

TEST(RequestedNames, AreSortedByKind) {
  const std::string der =
      test::make_csr({.names = {"IP:10.0.0.7", "DNS:api.example", "IP:fd00::7", "email:a@b.example", "URI:https://x"}}).der;
  const auto names = requested_names(parse_csr(sdk::as_bytes(der)).value());
  ASSERT_TRUE(names.ok());
  ASSERT_EQ(names.value().addresses.size(), 2u);
  EXPECT_EQ(sdk::to_hex(names.value().addresses[0]), "0a000007");
  EXPECT_EQ(sdk::to_hex(names.value().addresses[1]), "fd000000000000000000000000000007");
  EXPECT_EQ(names.value().others, 3u);
}

TEST(RequestedNames, AreEmptyWithoutExtensions) {
  const auto names = requested_names(parse_csr(sdk::as_bytes(test::make_csr().der)).value());
  ASSERT_TRUE(names.ok());
  EXPECT_TRUE(names.value().addresses.empty());
  EXPECT_EQ(names.value().others, 0u);
  const auto of_ca = requested_names(parse_csr(sdk::as_bytes(test::make_csr({.is_ca = true}).der)).value());
  ASSERT_TRUE(of_ca.ok());
  EXPECT_TRUE(of_ca.value().addresses.empty());
}

TEST(RequestedNames, AreBounded) {
  std::vector<std::string> many;
  for (std::size_t i = 0; i <= kMaxAddresses; ++i) many.push_back("IP:10.0.1." + std::to_string(i));
  const auto names = requested_names(parse_csr(sdk::as_bytes(test::make_csr({.names = many}).der)).value());
  ASSERT_FALSE(names.ok());
  EXPECT_EQ(names.failure().code(), POSTERN_REASON_REQUEST_INVALID);
  EXPECT_EQ(names.failure().subject(), "csr.extensions");
  many.pop_back();
  EXPECT_TRUE(requested_names(parse_csr(sdk::as_bytes(test::make_csr({.names = many}).der)).value()).ok());
}

TEST(RequestedNames, WithAddressesOfAnotherLengthAreRefused) {
  std::string der = test::make_csr({.names = {"IP:1.2.3.4"}}).der;
  // iPAddress [7] of four bytes becomes one of three and another name of one: lengths stay what they were.
  const std::size_t at = der.find(std::string("\x87\x04\x01\x02\x03\x04", 6));
  ASSERT_NE(at, der.npos);
  der.replace(at, 6, std::string("\x87\x02\x01\x02\x82\x00", 6));
  const auto parsed = parse_csr(sdk::as_bytes(der));
  ASSERT_TRUE(parsed.ok()) << parsed.failure().operator_text();
  const auto names = requested_names(parsed.value());
  ASSERT_FALSE(names.ok());
  EXPECT_EQ(names.failure().subject(), "csr.extensions");
}

}  // namespace
}  // namespace postern::csr

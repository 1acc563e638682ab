// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "host/atls/nonce_name.h"
#include "host/atls/socket_address.h"

namespace postern::atls {
namespace {

TEST(NonceTest, TextIsCanonicalBase64) {
  Nonce nonce{};
  EXPECT_EQ(nonce_text(nonce), std::string(43, 'A') + "=");
  nonce.fill(std::byte{0xff});
  EXPECT_EQ(nonce_text(nonce), std::string(42, '/') + "8=");
  EXPECT_EQ(parse_nonce_text(nonce_text(nonce)), nonce);
}

TEST(NonceTest, OnlyTheCanonicalSpellingIsRead) {
  const std::string good = std::string(42, '/') + "8=";
  ASSERT_TRUE(parse_nonce_text(good));
  EXPECT_FALSE(parse_nonce_text(""));
  EXPECT_FALSE(parse_nonce_text(good + "="));
  EXPECT_FALSE(parse_nonce_text(good.substr(0, 43)));
  EXPECT_FALSE(parse_nonce_text(std::string(42, '/') + "9="));     // a bit behind the last byte
  EXPECT_FALSE(parse_nonce_text(std::string(44, '/')));            // 33 bytes
  EXPECT_FALSE(parse_nonce_text(std::string(41, '/') + "w=="));    // 31 bytes
  EXPECT_FALSE(parse_nonce_text(" " + good.substr(0, 42) + "="));  // white space
  EXPECT_FALSE(parse_nonce_text(std::string(42, '_') + "8="));     // URL alphabet
  EXPECT_FALSE(parse_nonce_text(std::string(44, '\0')));
}

TEST(NonceTest, NoncesDiffer) {
  const auto a = make_nonce(), b = make_nonce();
  ASSERT_TRUE(a.ok() && b.ok());
  EXPECT_NE(*a, *b);
}

TEST(NonceNameTest, NameHoldsTheNonceAndNothingElse) {
  const auto nonce = make_nonce();
  const auto names = make_nonce_names(*nonce);
  ASSERT_TRUE(names.ok());
  ASSERT_EQ(sk_X509_NAME_num(names->get()), 1);
  EXPECT_EQ(X509_NAME_entry_count(sk_X509_NAME_value(names->get(), 0)), 1);
  const auto parsed = parse_nonce_names(names->get());
  ASSERT_TRUE(parsed.ok()) << parsed.status();
  EXPECT_EQ(*parsed, *nonce);
}

TEST(NonceNameTest, NoListIsNoNonce) {
  EXPECT_EQ(parse_nonce_names(nullptr).status().code(), absl::StatusCode::kFailedPrecondition);
}

TEST(SocketAddressTest, HostAndPort) {
  const auto parsed = parse_host_port("gate.example:9090");
  ASSERT_TRUE(parsed.ok());
  EXPECT_EQ(parsed->host, "gate.example");
  EXPECT_EQ(parsed->port, "9090");
  EXPECT_EQ(parse_host_port("[::1]:0")->host, "::1");
  EXPECT_EQ(parse_host_port(":9090")->host, "");
  for (const char* bad : {"", "host", "host:", "host:http", "host:-1", "host:65536", "::1:80", "[::1]",
                          "[::1]:", "[host]:80", "[::1:80", "a b:80", "host: 80"}) {
    EXPECT_EQ(parse_host_port(bad).status().code(), absl::StatusCode::kInvalidArgument) << bad;
  }
}

}  // namespace
}  // namespace postern::atls

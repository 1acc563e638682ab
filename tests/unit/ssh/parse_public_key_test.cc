// SPDX-License-Identifier: Apache-2.0
#include "common/ssh/parse_public_key.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/ssh/principal.h"
#include "common/ssh/wire_writer.h"
#include "keygen.h"

namespace postern::ssh {
namespace {

void expect_refused(sdk::ByteView wire, const std::string& what = "") {
  const auto parsed = parse_public_key(wire);
  ASSERT_FALSE(parsed.ok()) << what;
  EXPECT_EQ(parsed.failure().status(), POSTERN_DENIED);
  EXPECT_EQ(parsed.failure().code(), POSTERN_REASON_REQUEST_INVALID);
  EXPECT_EQ(parsed.failure().subject(), "host_public_key");
}

class ParsePublicKeyTest : public testing::Test {
 protected:
  test::TempDir files_;
};

TEST_F(ParsePublicKeyTest, TakesEveryHostKeyOfSshKeygen) {
  const std::vector<std::pair<std::string, std::vector<std::string>>> kinds{{"ssh-ed25519", {"-t", "ed25519"}},
                                                                            {"ecdsa-sha2-nistp256", {"-t", "ecdsa", "-b", "256"}},
                                                                            {"ecdsa-sha2-nistp384", {"-t", "ecdsa", "-b", "384"}},
                                                                            {"ecdsa-sha2-nistp521", {"-t", "ecdsa", "-b", "521"}},
                                                                            {"ssh-rsa", {"-t", "rsa", "-b", "2048"}}};
  for (const auto& [type, options] : kinds) {
    const std::string wire = wire_of(generate_key(files_, options).line);
    const auto parsed = parse_public_key(sdk::as_bytes(wire));
    ASSERT_TRUE(parsed.ok()) << type << parsed.failure().operator_text();
    EXPECT_EQ(parsed.value().type, type);
    EXPECT_EQ(WireWriter().string(type).raw(parsed.value().parts).bytes(), sdk::to_vector(sdk::as_bytes(wire)));
    for (std::size_t size = 0; size < wire.size(); ++size) expect_refused(sdk::as_bytes(wire.substr(0, size)), type);
    expect_refused(sdk::as_bytes(wire + "x"), type);
  }
}

TEST_F(ParsePublicKeyTest, RefusesShortRsaKeys) {
  expect_refused(sdk::as_bytes(wire_of(generate_key(files_, {"-t", "rsa", "-b", "1024"}).line)));
}

TEST_F(ParsePublicKeyTest, RefusesOtherKinds) {
  const std::string bytes(32, 'x');
  for (const std::string type : {"", "ssh-dss", "sk-ssh-ed25519@openssh.com", "ssh-ed25519-cert-v01@openssh.com", "SSH-ED25519"})
    expect_refused(WireWriter().string(type).string(bytes).bytes(), type);
  expect_refused({});
  expect_refused(sdk::as_bytes(std::string(kMaxPublicKey + 1, '\0')));
  expect_refused(sdk::as_bytes(std::string("\xff\xff\xff\xff", 4)));
}

TEST_F(ParsePublicKeyTest, RefusesPointsBesideTheCurve) {
  const std::string type = "ecdsa-sha2-nistp256", curve = "nistp256";
  std::string point = wire_of(generate_key(files_, {"-t", "ecdsa", "-b", "256"}).line);
  point = point.substr(point.size() - 65);
  const auto with = [&](const std::string& name, const std::string& at) {
    return WireWriter().string(type).string(name).string(at).bytes();
  };
  ASSERT_TRUE(parse_public_key(with(curve, point)).ok());
  std::string other = point;
  other[64] = static_cast<char>(other[64] ^ 1);
  expect_refused(with(curve, other));
  expect_refused(with("nistp384", point));
  const char parity = (point[64] & 1) != 0 ? '\3' : '\2';
  expect_refused(with(curve, parity + point.substr(1, 32)), "compressed");
  expect_refused(with(curve, std::string(1, '\0')), "infinity");
}

TEST_F(ParsePublicKeyTest, RefusesNumbersThatAreNotInShortestForm) {
  const std::string modulus = '\0' + std::string(256, '\xc5'), exponent("\1\0\1", 3);
  const auto with = [&](const std::string& e, const std::string& n) {
    return WireWriter().string("ssh-rsa").string(e).string(n).bytes();
  };
  ASSERT_TRUE(parse_public_key(with(exponent, modulus)).ok());
  expect_refused(with('\0' + exponent, modulus), "a zero too many");
  expect_refused(with(exponent, '\0' + modulus), "a zero too many");
  expect_refused(with(exponent, modulus.substr(1)), "negative");
  expect_refused(with("", modulus), "zero");
  expect_refused(with("\1", modulus), "exponent 1");
  expect_refused(with("\2", modulus), "even exponent");
  expect_refused(with(std::string(6, '\3'), modulus), "long exponent");
  expect_refused(with(exponent, modulus.substr(0, 256) + '\2'), "even modulus");
  expect_refused(with(exponent, '\0' + std::string(1025, '\xc5')), "more than 8192 bits");
}

TEST(Principal, IsAHostNameOrAnAddress) {
  for (const std::string good : {"node-1", "Node_1.example.com", "10.0.0.1", "fd00::1"}) EXPECT_TRUE(is_principal(good)) << good;
  for (const std::string bad : {"", "*", "*.example.com", "node?", "!node", "a,b", "a b", "a\n", "[a]"}) EXPECT_FALSE(is_principal(bad)) << bad;
  EXPECT_FALSE(is_principal(std::string(256, 'a')));
}

}  // namespace
}  // namespace postern::ssh

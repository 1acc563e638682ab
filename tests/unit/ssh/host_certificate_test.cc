// SPDX-License-Identifier: Apache-2.0
#include "common/ssh/host_certificate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/ssh/parse_public_key.h"
#include "keygen.h"

namespace postern::ssh {
namespace {

using testing::HasSubstr;

const std::string kSeedBytes = "0123456789abcdef0123456789abcdef";
constexpr std::chrono::sys_seconds kStart{std::chrono::seconds(1'790'000'000)};

class HostCertificateTest : public testing::Test {
 protected:
  sdk::Result<std::string> sign(const std::string& line, std::vector<std::string> principals = {"node-1", "10.0.0.7"}) {
    const auto key = parse_public_key(sdk::as_bytes(wire_of(line)));
    return sign_host_certificate(ca_, key.value(), {"postern request-1", std::move(principals), kStart});
  }
  test::TempDir files_;
  CaKey ca_ = CaKey::from_seed(sdk::as_bytes(kSeedBytes)).take();
};

TEST_F(HostCertificateTest, IsWhatSshKeygenReads) {
  const std::vector<std::pair<std::string, std::vector<std::string>>> kinds{
      {"ssh-ed25519", {"-t", "ed25519"}},
      {"ecdsa-sha2-nistp256", {"-t", "ecdsa", "-b", "256"}},
      {"ecdsa-sha2-nistp384", {"-t", "ecdsa", "-b", "384"}},
      {"ecdsa-sha2-nistp521", {"-t", "ecdsa", "-b", "521"}},
      {"ssh-rsa", {"-t", "rsa", "-b", "3072"}}};
  const std::string ca_print = test::run({"ssh-keygen", "-l", "-f", files_.write("ca.pub", ca_.authorized_key())});
  for (const auto& [type, options] : kinds) {
    const KeyPair pair = generate_key(files_, options);
    const auto certificate = sign(pair.line);
    ASSERT_TRUE(certificate.ok()) << certificate.failure().operator_text();
    EXPECT_TRUE(certificate.value().starts_with(type + "-cert-v01@openssh.com "));
    EXPECT_TRUE(certificate.value().ends_with("\n"));
    const std::string text = describe(files_, certificate.value());
    EXPECT_THAT(text, HasSubstr("Type: " + type + "-cert-v01@openssh.com host certificate"));
    EXPECT_THAT(text, HasSubstr("Key ID: \"postern request-1\""));
    EXPECT_THAT(text, HasSubstr("Valid: after 20"));
    EXPECT_THAT(text, HasSubstr("Principals: \n                node-1\n                10.0.0.7\n"));
    EXPECT_THAT(text, HasSubstr("Critical Options: (none)"));
    EXPECT_THAT(text, HasSubstr("Extensions: (none)"));
    const std::string print = ca_print.substr(4, ca_print.find(' ', 4) - 4);
    EXPECT_THAT(text, HasSubstr("Signing CA: ED25519 " + print));
    // It is of this very key.
    const std::string key_print = test::run({"ssh-keygen", "-l", "-f", pair.file + ".pub"});
    const std::size_t at = key_print.find("SHA256:");
    EXPECT_THAT(text, HasSubstr("Public key: "));
    EXPECT_THAT(text, HasSubstr(key_print.substr(at, key_print.find(' ', at) - at)));
  }
}

TEST_F(HostCertificateTest, IsSignedSoThatOpensslAgrees) {
  const auto certificate = sign(generate_key(files_, {"-t", "ed25519"}).line);
  const std::string wire = wire_of(certificate.value());
  // The signature is a string of 4 + 11 + 4 + 64 bytes behind its length.
  const std::string message = files_.write("message", wire.substr(0, wire.size() - 87));
  const std::string signature = files_.write("signature", wire.substr(wire.size() - 64));
  const std::string key_line = ca_.authorized_key();
  const std::string point = wire_of(key_line).substr(19);
  // SubjectPublicKeyInfo of Ed25519 (RFC 8410, 4).
  const std::string prefix("\x30\x2a\x30\x05\x06\x03\x2b\x65\x70\x03\x21\x00", 12);
  const std::string key = files_.write("ca.der", prefix + point);
  EXPECT_THAT(test::run({"openssl", "pkeyutl", "-verify", "-pubin", "-keyform", "DER", "-inkey", key, "-rawin", "-in", message,
                         "-sigfile", signature}),
              HasSubstr("Verified Successfully"));
}

TEST_F(HostCertificateTest, IsSignedSoThatOpensshAgrees) {
  const std::string good = wire_of(sign(generate_key(files_, {"-t", "ed25519"}).line).value());
  const std::string type = "ssh-ed25519-cert-v01@openssh.com";
  const auto line = [&](const std::string& wire) { return type + " " + encoding::encode_base64(sdk::as_bytes(wire)) + "\n"; };
  EXPECT_THAT(describe(files_, line(good)), HasSubstr("node-1"));
  // ssh-keygen checks the signature before it shows anything.
  for (const std::size_t at : {good.find("node-1"), good.size() - 1}) {
    std::string bad = good;
    bad[at] = static_cast<char>(bad[at] ^ 1);
    EXPECT_THROW(describe(files_, line(bad)), std::runtime_error) << at;
  }
}

TEST_F(HostCertificateTest, IsAnotherEachTime) {
  const std::string line = generate_key(files_, {"-t", "ed25519"}).line;
  EXPECT_NE(sign(line).value(), sign(line).value());
}

TEST_F(HostCertificateTest, NeverNamesAllHosts) {
  const std::string line = generate_key(files_, {"-t", "ed25519"}).line;
  EXPECT_FALSE(sign(line, {}).ok());
  for (const std::string pattern : {"*", "node-?", ""}) EXPECT_FALSE(sign(line, {"node-1", pattern}).ok()) << pattern;
}

TEST_F(HostCertificateTest, CaIsTheSeeds) {
  // RFC 8032, 7.1, test 1.
  std::string bytes;
  for (const std::string hex = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"; bytes.size() < 32;)
    bytes.push_back(static_cast<char>(std::stoi(hex.substr(2 * bytes.size(), 2), nullptr, 16)));
  const auto ca = CaKey::from_seed(sdk::as_bytes(bytes));
  ASSERT_TRUE(ca.ok());
  EXPECT_EQ(sdk::to_hex(sdk::ByteView(ca.value().public_wire()).subspan(19)),
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
  EXPECT_FALSE(CaKey::from_seed(sdk::as_bytes(bytes.substr(1))).ok());
  EXPECT_FALSE(CaKey::from_seed({}).ok());
}

}  // namespace
}  // namespace postern::ssh

// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <numeric>

#include "common/crypto/hkdf.h"
#include "common/crypto/secret_text.h"
#include "common/pem/pem.h"
#include "support/child_process.h"
#include "support/recording_host.h"
#include "support/test_pki.h"

namespace postern::common {
namespace {

using sdk::as_bytes;
using sdk::to_hex;

class Crypto : public testing::Test {
 protected:
  test::RecordingHost host_;  // owns the secure memory
};

std::string counted(unsigned first, std::size_t size) {
  std::string out(size, '\0');
  std::iota(out.begin(), out.end(), static_cast<char>(first));
  return out;
}

std::string hkdf_hex(std::string_view key, std::string_view salt, std::string_view info, std::size_t length) {
  const auto derived = hkdf_sha256(as_bytes(key), as_bytes(salt), info, length);
  return derived.ok() ? to_hex(derived.value().bytes()) : "failed";
}

// RFC 5869, appendix A.1 to A.3.
TEST_F(Crypto, HkdfMeetsTheVectorsOfItsSpecification) {
  EXPECT_EQ(hkdf_hex(std::string(22, '\x0b'), counted(0, 13), counted(0xf0, 10), 42),
            "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865");
  EXPECT_EQ(hkdf_hex(counted(0, 80), counted(0x60, 80), counted(0xb0, 80), 82),
            "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb41c65e590e09"
            "da3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87");
  EXPECT_EQ(hkdf_hex(std::string(22, '\x0b'), "", "", 42),
            "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8");
}

std::string openssl_kdf(std::string_view key, std::string_view salt, const std::string& info, std::size_t length) {
  std::string printed = test::run({"openssl", "kdf", "-keylen", std::to_string(length), "-kdfopt", "digest:SHA2-256",
                                   "-kdfopt", "hexkey:" + to_hex(as_bytes(key)), "-kdfopt",
                                   "hexsalt:" + to_hex(as_bytes(salt)), "-kdfopt", "info:" + info, "HKDF"});
  std::string hex;
  for (char c : printed)
    if (std::isxdigit(static_cast<unsigned char>(c))) hex.push_back(static_cast<char>(std::tolower(c)));
  return hex;
}

TEST_F(Crypto, HkdfEqualsTheCommandLine) {
  const std::string master = counted(1, 32), salt = counted(77, 32);
  for (const std::string info : {"key-measurementSecret", "key-6f1d5e2a-0c1b-4e7f-9a3d-2b8c4d5e6f70", "key-clusterID"})
    for (const std::size_t length : {1u, 16u, 32u, 33u, 100u})
      EXPECT_EQ(hkdf_hex(master, salt, info, length), openssl_kdf(master, salt, info, length)) << info << length;
}

TEST_F(Crypto, HkdfRefusesSizesOutsideItsBounds) {
  EXPECT_EQ(hkdf_hex("", "salt", "info", 32), "failed");
  EXPECT_EQ(hkdf_hex("key", "salt", "info", 0), "failed");
  EXPECT_EQ(hkdf_hex("key", "salt", "info", kMaxHkdfSha256 + 1), "failed");
  EXPECT_EQ(hkdf_hex("key", "salt", "info", kMaxHkdfSha256).size(), 2 * kMaxHkdfSha256);
}

// RFC 4648, section 10.
TEST_F(Crypto, Base64MeetsTheVectorsOfItsSpecification) {
  const std::pair<std::string, std::string> vectors[] = {{"", ""},         {"f", "Zg=="},     {"fo", "Zm8="},
                                                         {"foo", "Zm9v"},  {"foob", "Zm9vYg=="},
                                                         {"fooba", "Zm9vYmE="}, {"foobar", "Zm9vYmFy"}};
  for (const auto& [plain, encoded] : vectors) {
    EXPECT_EQ(text_of(encode_base64(as_bytes(plain))), encoded);
    const auto decoded = decode_base64(encoded);
    ASSERT_TRUE(decoded) << encoded;
    EXPECT_EQ(text_of(*decoded), plain);
  }
}

TEST_F(Crypto, Base64RefusesWhatIsNot) {
  for (const char* text : {"Z", "Zg", "Zg=", "Zg===", "====", "=", "Zm9v\n", " Zm9", "Zm9-", "Zm9_", "Z=9v", "Zg==Zg=="})
    EXPECT_FALSE(decode_base64(text)) << text;
}

TEST_F(Crypto, JoinsSecrets) {
  EXPECT_EQ(text_of(join_secret({"a", "", "bc", std::string_view("\0", 1)})), std::string_view("abc\0", 4));
  EXPECT_EQ(join_secret({}).size(), 0u);
}

TEST_F(Crypto, ReadsPem) {
  test::TestCa ca("first"), other("second");
  const auto leaf = ca.issue({"leaf"});
  EXPECT_EQ(parse_certificates(ca.certificate() + "some text\n" + other.certificate()).size(), 2u);
  EXPECT_TRUE(parse_certificates("").empty());
  EXPECT_TRUE(parse_certificates("no certificate").empty());
  EXPECT_TRUE(parse_certificates(leaf.key).empty());
  EXPECT_NE(parse_private_key(leaf.key), nullptr);
  EXPECT_EQ(parse_private_key(leaf.certificate), nullptr);
}

TEST_F(Crypto, ReadsNoCertificateWhenOneIsBroken) {
  test::TestCa ca("first"), other("second");
  std::string broken = other.certificate();
  broken.replace(broken.size() / 2, 4, "!!!!");
  EXPECT_TRUE(parse_certificates(ca.certificate() + broken).empty());
}

}  // namespace
}  // namespace postern::common

// SPDX-License-Identifier: Apache-2.0
#include "common/keys/hsm_location.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace postern::keys {
namespace {

CK_TOKEN_INFO token(const std::string& label, const std::string& serial = "0000000000000001") {
  CK_TOKEN_INFO info{};
  std::fill(std::begin(info.label), std::end(info.label), ' ');
  std::copy(label.begin(), label.end(), info.label);
  std::fill(std::begin(info.serialNumber), std::end(info.serialNumber), ' ');
  std::copy(serial.begin(), serial.end(), info.serialNumber);
  return info;
}

TEST(HsmLocation, OfLabelsMeansTheTokenOfExactlyThatLabel) {
  const auto location = HsmLocation::of_labels("postern", "prk");
  ASSERT_TRUE(location.ok());
  EXPECT_EQ(location.value().text(), "pkcs11:token=postern;object=prk;type=secret-key");
  EXPECT_TRUE(location.value().is_token(token("postern")));
  for (const char* other : {"postern2", "poster", "Postern", " postern", ""})
    EXPECT_FALSE(location.value().is_token(token(other))) << other;
}

TEST(HsmLocation, TakesLabelsWithAnyCharacters) {
  const auto location = HsmLocation::of_labels("a token; really?", "key/ä=1&pin-value=2");
  ASSERT_TRUE(location.ok());
  EXPECT_TRUE(location.value().is_token(token("a token; really?")));
  const auto again = HsmLocation::parse_uri(location.value().text());
  ASSERT_TRUE(again.ok()) << location.value().text();
  EXPECT_EQ(again.value().text(), location.value().text());
  EXPECT_TRUE(again.value().is_token(token("a token; really?")));
}

TEST(HsmLocation, ReadsUris) {
  const auto location = HsmLocation::parse_uri("pkcs11:serial=0000000000000001;id=%01%02");
  ASSERT_TRUE(location.ok()) << location.failure().operator_text();
  EXPECT_TRUE(location.value().is_token(token("any")));
  EXPECT_FALSE(location.value().is_token(token("any", "0000000000000002")));
  const auto attributes = location.value().key_attributes();
  ASSERT_EQ(attributes.size(), 2u);
  for (const CK_ATTRIBUTE& attribute : attributes) EXPECT_TRUE(attribute.type == CKA_ID || attribute.type == CKA_CLASS);
}

TEST(HsmLocation, RefusesUrisThatSayTooLittleOrTooMuch) {
  for (const std::string& uri :
       {std::string(), std::string("pkcs11:"), std::string("pkcs11:token=t"), std::string("pkcs11:object=k"),
        std::string("pkcs11:manufacturer=m;object=k"), std::string("pkcs11:token=t;object=k?pin-value=1234"),
        std::string("pkcs11:token=t;object=k?pin-source=file:/x"), std::string("pkcs11:token=t;object=k?module-name=m"),
        std::string("pkcs11:token=t;object=k?module-path=/m.so"), std::string("pkcs11:token=t;object=k;vendor-x=1"),
        std::string("pkcs11:token=t;object=k;type=private"), std::string("http://token=t;object=k"),
        std::string("pkcs11:token=t;object=k?vendor-x=1"), std::string("pkcs11:token=t;id=%12;;type=secret-key"),
        std::string("pkcs11:token=t;object=k\0", 24)}) {
    const auto location = HsmLocation::parse_uri(uri);
    ASSERT_FALSE(location.ok()) << uri;
    EXPECT_EQ(location.failure().status(), POSTERN_MISCONFIGURED);
    EXPECT_EQ(location.failure().operator_text().find("1234"), std::string::npos);
  }
}

TEST(HsmLocation, RefusesLabelsThatCannotBe) {
  EXPECT_FALSE(HsmLocation::of_labels("", "k").ok());
  EXPECT_FALSE(HsmLocation::of_labels("t", "").ok());
  EXPECT_TRUE(HsmLocation::of_labels(std::string(32, 't'), std::string(255, 'k')).ok());
  EXPECT_FALSE(HsmLocation::of_labels(std::string(33, 't'), "k").ok());
  EXPECT_FALSE(HsmLocation::of_labels("t", std::string(256, 'k')).ok());
  EXPECT_FALSE(HsmLocation::of_labels(std::string("t\0", 2), "k").ok());
}

}  // namespace
}  // namespace postern::keys

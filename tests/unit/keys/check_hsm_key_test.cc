// SPDX-License-Identifier: Apache-2.0
#include "common/keys/check_hsm_key.h"

#include <gtest/gtest.h>

namespace postern::keys {
namespace {

const HsmKeyFacts kFit{CKK_GENERIC_SECRET, true, false, true, 32};

TEST(CheckHsmKey, TakesAKeyThatSignsAndStaysInside) {
  HsmKeyFacts facts = kFit;
  EXPECT_TRUE(check_hsm_key(facts).ok());
  facts.type = CKK_SHA256_HMAC;
  facts.size = std::nullopt;  // not every HSM tells it
  EXPECT_TRUE(check_hsm_key(facts).ok());
}

void expect_unfit(HsmKeyFacts facts, const std::string& attribute) {
  const auto result = check_hsm_key(facts);
  ASSERT_FALSE(result.ok()) << attribute;
  EXPECT_EQ(result.failure().status(), POSTERN_MISCONFIGURED);
  EXPECT_EQ(result.failure().subject(), attribute);
}

TEST(CheckHsmKey, RefusesWhatIsWrongOrNotSaid) {
  for (const std::optional<bool> sensitive : {std::optional<bool>(false), std::optional<bool>()}) {
    HsmKeyFacts facts = kFit;
    facts.is_sensitive = sensitive;
    expect_unfit(facts, "CKA_SENSITIVE");
  }
  for (const std::optional<bool> extractable : {std::optional<bool>(true), std::optional<bool>()}) {
    HsmKeyFacts facts = kFit;
    facts.is_extractable = extractable;
    expect_unfit(facts, "CKA_EXTRACTABLE");
  }
  for (const std::optional<bool> sign : {std::optional<bool>(false), std::optional<bool>()}) {
    HsmKeyFacts facts = kFit;
    facts.can_sign = sign;
    expect_unfit(facts, "CKA_SIGN");
  }
  for (const std::optional<CK_KEY_TYPE> type : {std::optional<CK_KEY_TYPE>(CKK_AES), std::optional<CK_KEY_TYPE>()}) {
    HsmKeyFacts facts = kFit;
    facts.type = type;
    expect_unfit(facts, "CKA_KEY_TYPE");
  }
  HsmKeyFacts facts = kFit;
  facts.size = 16;
  expect_unfit(facts, "CKA_VALUE_LEN");
}

}  // namespace
}  // namespace postern::keys

// SPDX-License-Identifier: Apache-2.0
#include "host/attest/bindings.h"

#include <gtest/gtest.h>

#include "unit/attest/made_up_validator.h"

namespace postern::attest {
namespace {

TEST(EqualConstantTime, ComparesEveryByte) {
  const ByteVector value = bytes("0123456789");
  EXPECT_TRUE(equal_constant_time(value, value));
  EXPECT_TRUE(equal_constant_time({}, {}));
  EXPECT_FALSE(equal_constant_time(value, {}));
  EXPECT_FALSE(equal_constant_time(value, ByteView(value).first(9)));
  for (std::size_t i = 0; i < value.size(); ++i)
    for (unsigned bit = 0; bit < 8; ++bit) {
      ByteVector other = value;
      other[i] ^= std::byte{1} << bit;
      EXPECT_FALSE(equal_constant_time(value, other)) << i << " " << bit;
    }
}

TEST(BindingsTest, KeepTheFirstValue) {
  Bindings bindings;
  EXPECT_TRUE(bindings.put(1, bytes("a"), "s"));
  EXPECT_FALSE(bindings.put(1, bytes("b"), "t"));
  EXPECT_EQ(bindings.find(1)->value, bytes("a"));
  EXPECT_EQ(bindings.find(2), nullptr);
}

TEST(BindingsTest, MergeTakesAllOrNothing) {
  Bindings mine, other;
  mine.put(3, bytes("a"), "first");
  other.put(1, bytes("new"), "second");
  other.put(3, bytes("b"), "second");
  const auto refusal = mine.merge(other);
  ASSERT_TRUE(refusal);
  EXPECT_EQ(refusal->reason.code, "BINDING_MISMATCH");
  EXPECT_EQ(refusal->reason.expected, "61");
  EXPECT_EQ(refusal->reason.observed, "62");
  EXPECT_EQ(refusal->step, "second");
  EXPECT_EQ(mine.find(1), nullptr);
}

TEST(BindingsTest, MismatchShowsOnlyTheBeginning) {
  Bindings mine, other;
  mine.put(3, ByteVector(5000), "first");
  other.put(3, ByteVector(5001), "second");
  EXPECT_EQ(mine.merge(other)->reason.observed.size(), 132u);
}

TEST(BindingName, NamesAll) {
  EXPECT_EQ(binding_name(1), "nonce");
  EXPECT_EQ(binding_name(2), "channel-key");
  EXPECT_EQ(binding_name(3), "tpm-ak");
  EXPECT_EQ(binding_name(31), "binding-31");
}

}  // namespace
}  // namespace postern::attest

// SPDX-License-Identifier: Apache-2.0
#include "host/collateral/memory_store.h"

#include <gtest/gtest.h>

#include "unit/collateral/pages.h"

namespace postern::collateral {
namespace {

using std::chrono::seconds;

TEST(MemoryStoreTest, KeepsTheNewest) {
  MemoryStore store(10'000);
  EXPECT_EQ(store.find("a"), nullptr);
  ASSERT_TRUE(store.put("a", page("hello")).ok());
  ASSERT_TRUE(store.put("a", page("world")).ok());
  EXPECT_EQ(text_of(store.find("a")), "world");
  ASSERT_EQ(store.list().size(), 1u);
  EXPECT_EQ(store.list()[0].size, 5u);
  EXPECT_EQ(store.list()[0].sha256, sha256_hex("world"));
}

TEST(MemoryStoreTest, OldestGoWhenThereIsTooMuch) {
  MemoryStore store(2 * (5 + kEntryCost));
  ASSERT_TRUE(store.put("a", page("aaaaa", seconds(2))).ok());
  ASSERT_TRUE(store.put("b", page("bbbbb", seconds(1))).ok());
  ASSERT_TRUE(store.put("c", page("ccccc", seconds(0))).ok());
  EXPECT_EQ(text_of(store.find("a")), "aaaaa");
  EXPECT_EQ(store.find("b"), nullptr);
  EXPECT_EQ(text_of(store.find("c")), "ccccc") << "what was just put stays";
}

TEST(MemoryStoreTest, WhatNeverFitsIsRefused) {
  MemoryStore store(100 + kEntryCost);
  EXPECT_TRUE(store.put("a", page(std::string(100, 'x'))).ok());
  EXPECT_TRUE(absl::IsOutOfRange(store.put("b", page(std::string(101, 'x')))));
  EXPECT_NE(store.find("a"), nullptr);
}

}  // namespace
}  // namespace postern::collateral

// SPDX-License-Identifier: Apache-2.0
#include "host/setup/file_digests.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "support/temp_dir.h"

namespace postern::app {
namespace {

// SHA-256 of "abc" (FIPS 180-4, appendix).
constexpr char kAbc[] = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

TEST(FileDigestsTest, OfFilesAndOfWhatWasReadAreTheSame) {
  const test::TempDir dir;
  const std::string path = dir.write("abc", "abc");
  EXPECT_EQ(read_digests({path}), (FileDigests{{path, kAbc}}));
  EXPECT_EQ(digests_of({{dir.path() + "/./abc", "abc"}}), (FileDigests{{path, kAbc}}));
}

TEST(FileDigestsTest, WhatCannotBeReadHasNone) {
  const test::TempDir dir;
  const std::string fifo = dir.path() + "/fifo";
  ASSERT_EQ(mkfifo(fifo.c_str(), 0600), 0);
  for (const std::string& path : {dir.path() + "/none", dir.path(), fifo}) EXPECT_EQ(read_digests({path}).at(path), "") << path;
  EXPECT_EQ(digests_of({{"/x", std::nullopt}}).at("/x"), "");
}

TEST(FileDigestsTest, TotalTellsContentsAndPathsApart) {
  const FileDigests one{{"/a", kAbc}, {"/b", ""}};
  EXPECT_EQ(total_digest(one).size(), 64u);
  EXPECT_EQ(total_digest(one), total_digest(FileDigests(one)));
  EXPECT_NE(total_digest(one), total_digest({{"/a", ""}, {"/b", kAbc}}));
  EXPECT_NE(total_digest(one), total_digest({{"/a", kAbc}, {"/c", ""}}));
  EXPECT_NE(total_digest(one), total_digest({{"/a", kAbc}}));
}

}  // namespace
}  // namespace postern::app

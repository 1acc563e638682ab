// SPDX-License-Identifier: Apache-2.0
#include "host/record/blob_folder.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "host/record/digest.h"
#include "support/temp_dir.h"
#include "unit/record/full_disk.h"

namespace postern::record {
namespace {

class BlobFolderTest : public ::testing::Test {
 protected:
  std::string put(BlobFolder& blobs, const std::string& content) {
    const std::string sha256 = sha256_hex(content);
    EXPECT_TRUE(blobs.put(sha256, attest::as_bytes(content)).ok());
    return sha256;
  }
  std::size_t count() const {
    return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(folder_), {}));
  }
  test::TempDir dir_;
  const std::string folder_ = dir_.path() + "/blobs";
};

TEST_F(BlobFolderTest, GivesBackWhatItWasGiven) {
  BlobFolder blobs(folder_, 1000);
  const std::string sha256 = put(blobs, "evidence"), empty = put(blobs, "");
  EXPECT_EQ(put(blobs, "evidence"), sha256);
  EXPECT_EQ(count(), 2u);
  const auto content = BlobFolder(folder_, 0).get(sha256);
  ASSERT_TRUE(content.ok());
  EXPECT_EQ(sha256_hex(*content), sha256);
  EXPECT_TRUE(blobs.get(empty)->empty());
}

TEST_F(BlobFolderTest, WhatIsNotThereIsNotFound) {
  const BlobFolder blobs(folder_, 1000);
  EXPECT_TRUE(absl::IsNotFound(blobs.get(sha256_hex(std::string_view("nothing"))).status()));
  for (const char* name : {"", "..", "../../etc/passwd", "/etc/passwd"}) EXPECT_TRUE(absl::IsNotFound(blobs.get(name).status()));
}

TEST_F(BlobFolderTest, DamagedContentIsNotGivenOut) {
  BlobFolder blobs(folder_, 1000);
  const std::string sha256 = put(blobs, "evidence");
  std::ofstream(folder_ + "/" + sha256) << "another";
  EXPECT_TRUE(absl::IsDataLoss(blobs.get(sha256).status()));
}

TEST_F(BlobFolderTest, IsBoundedAndLetsTheOldestGo) {
  BlobFolder blobs(folder_, 1000);
  const std::string used = put(blobs, std::string(100, 'u'));
  const auto hours_ago = [&](const std::string& sha256, int hours) {
    std::filesystem::last_write_time(folder_ + "/" + sha256, std::filesystem::file_time_type::clock::now() - std::chrono::hours(hours));
  };
  hours_ago(used, 20);
  for (char c = 'a'; c <= 'e'; ++c) hours_ago(put(blobs, std::string(100, c)), 'z' - c);
  put(blobs, std::string(100, 'u'));  // used again: now the youngest
  put(blobs, std::string(500, 'x'));
  EXPECT_TRUE(blobs.get(used).ok());
  EXPECT_FALSE(blobs.get(sha256_hex(std::string(100, 'a'))).ok());
  EXPECT_TRUE(blobs.get(sha256_hex(std::string(100, 'e'))).ok());
  uint64_t bytes = 0;
  for (const auto& each : std::filesystem::directory_iterator(folder_)) bytes += each.file_size();
  EXPECT_LE(bytes, 1000u);
}

TEST_F(BlobFolderTest, CountsWhatWasThereBefore) {
  { BlobFolder blobs(folder_, 1000); put(blobs, std::string(900, 'a')); }
  BlobFolder blobs(folder_, 1000);
  put(blobs, std::string(200, 'b'));
  EXPECT_EQ(count(), 1u);
}

TEST_F(BlobFolderTest, FullDiskLeavesNoPart) {
  BlobFolder blobs(folder_, 100'000);
  const std::string content(5000, 'a');
  {
    const test::FullDisk full(100);
    EXPECT_TRUE(absl::IsUnavailable(blobs.put(sha256_hex(content), attest::as_bytes(content))));
  }
  EXPECT_EQ(count(), 0u);
  put(blobs, content);
}

TEST_F(BlobFolderTest, TooLargeIsRefused) {
  BlobFolder blobs(folder_, 100'000'000);
  const std::string content(kLargestBlob + 1, 'a');
  EXPECT_FALSE(blobs.put(sha256_hex(content), attest::as_bytes(content)).ok());
}

}  // namespace
}  // namespace postern::record

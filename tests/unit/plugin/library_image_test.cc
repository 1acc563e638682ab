// SPDX-License-Identifier: Apache-2.0
//
// The digest pin is checked on the very bytes that are loaded.

#include "host/plugin/library_image.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>

#include "host/plugin/library.h"
#include "support/temp_dir.h"
#include "unit/plugin/bench.h"

namespace postern::plugin {
namespace {

using ::testing::HasSubstr;

// SHA-256 of "abc" (FIPS 180-4, appendix).
constexpr char kAbc[] = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

class LibraryImageTest : public ::testing::Test {
 protected:
  std::string failure(const std::string& path, const std::string& pin = "") {
    return LibraryImage::read(path, pin).status().ToString();
  }
  test::TempDir dir_;
  const std::string abc_ = dir_.write("abc", "abc");
};

TEST_F(LibraryImageTest, RightPinInEitherCaseIsTaken) {
  EXPECT_EQ(LibraryImage::read(abc_, kAbc)->sha256(), kAbc);
  std::string upper = kAbc;
  std::transform(upper.begin(), upper.end(), upper.begin(), [](unsigned char c) { return std::toupper(c); });
  EXPECT_EQ(LibraryImage::read(abc_, upper)->sha256(), kAbc);
  EXPECT_EQ(LibraryImage::read(abc_, "")->sha256(), kAbc);
}

TEST_F(LibraryImageTest, WrongPinNamesFileExpectedAndFound) {
  std::string wrong = kAbc;
  wrong.back() = 'e';
  const std::string text = failure(abc_, wrong);
  EXPECT_EQ(text, "FAILED_PRECONDITION: " + abc_ + ": digest pin does not match: expected sha256 " + wrong + ", found " + kAbc);
  EXPECT_THAT(failure(abc_, "abcd"), HasSubstr("does not match")) << "a part of the digest is not enough";
}

TEST_F(LibraryImageTest, OtherThanAFileIsRefused) {
  EXPECT_EQ(failure(dir_.path() + "/none"), "NOT_FOUND: cannot open " + dir_.path() + "/none: No such file or directory");
  EXPECT_EQ(failure(dir_.path()), "INVALID_ARGUMENT: " + dir_.path() + ": not a regular file");
  const std::string empty = dir_.write("empty", "");
  EXPECT_EQ(failure(empty), "INVALID_ARGUMENT: " + empty + ": empty file");
  const std::string fifo = dir_.path() + "/fifo";
  ASSERT_EQ(mkfifo(fifo.c_str(), 0600), 0);
  EXPECT_EQ(failure(fifo), "INVALID_ARGUMENT: " + fifo + ": not a regular file") << "and it does not wait for a writer";
}

TEST_F(LibraryImageTest, ImageCannotBeChanged) {
  const auto image = LibraryImage::read(abc_, kAbc);
  const int fd = open(image->loadable().c_str(), O_RDWR);
  ASSERT_GE(fd, 0);
  EXPECT_LT(write(fd, "x", 1), 0);
  EXPECT_NE(ftruncate(fd, 0), 0);
  close(fd);
}

TEST_F(LibraryImageTest, FileReplacedAfterHashingHasNoEffect) {
  const std::string copy = dir_.path() + "/plugin.so";
  std::filesystem::copy_file(plugin_path("plain-c"), copy);
  const auto image = LibraryImage::read(copy, "");
  ASSERT_TRUE(image.ok());
  std::ofstream(copy, std::ios::trunc) << "something else";
  const auto library = Library::load("plain", *image);
  ASSERT_TRUE(library.ok()) << library.status();
  EXPECT_EQ((*library)->sha256(), image->sha256());
  EXPECT_EQ((*library)->components().size(), 3u);
}

}  // namespace
}  // namespace postern::plugin

// SPDX-License-Identifier: Apache-2.0
#include "host/record/log_files.h"

#include <gmock/gmock.h>

#include <algorithm>

#include "host/record/digest.h"
#include "support/temp_dir.h"

namespace postern::record {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

// Chain: lines that follow one another, as texts.
class Chain {
 public:
  std::string next(const std::string& text = "x") {
    const std::string line = seal_line({{"text", text}}, head_.seq + 1, head_.digest);
    head_ = {head_.seq + 1, sha256_hex(line)};
    return line + "\n";
  }
  std::string several(std::initializer_list<const char*> texts) {
    std::string lines;
    for (const char* text : texts) lines += next(text);
    return lines;
  }

 private:
  ChainHead head_;
};

class LogFilesTest : public ::testing::Test {
 protected:
  Walked walk_all() {
    const auto files = list_files(dir_.path());
    EXPECT_TRUE(files.ok()) << files.status();
    const auto walked = walk(*files, nullptr);
    EXPECT_TRUE(walked.ok()) << walked.status();
    return *walked;
  }
  test::TempDir dir_;
};

TEST_F(LogFilesTest, NamesHaveAnOrder) {
  EXPECT_EQ(file_name(1), "records-00000001.jsonl");
  EXPECT_EQ(number_in("/some/where/records-00000012.jsonl"), 12u);
  for (const char* name : {"records-1.jsonl", "records-00000000.jsonl", "records-.jsonl", "records-0000000a.jsonl", "records-00000001.json",
                           "records-00000001.jsonl.gz", "xrecords-00000001.jsonl", "lock", ""})
    EXPECT_FALSE(number_in(name)) << name;
  for (const char* name : {"records-00000010.jsonl", "records-00000002.jsonl", "notes.txt", "records-00000001.jsonl"}) dir_.write(name, "");
  const auto files = list_files(dir_.path());
  ASSERT_TRUE(files.ok());
  EXPECT_THAT(*files, ElementsAre(HasSubstr("01.jsonl"), HasSubstr("02.jsonl"), HasSubstr("10.jsonl")));
}

TEST_F(LogFilesTest, NothingIsNotFound) {
  EXPECT_TRUE(absl::IsNotFound(list_files(dir_.path()).status()));
  EXPECT_TRUE(absl::IsUnavailable(list_files(dir_.path() + "/absent").status()));
}

TEST_F(LogFilesTest, ChainGoesThroughFiles) {
  Chain chain;
  dir_.write(file_name(1), chain.several({"a", "b"}));
  dir_.write(file_name(2), chain.next());
  const Walked walked = walk_all();
  EXPECT_FALSE(walked.broken);
  EXPECT_EQ(walked.files, 2u);
  EXPECT_EQ(walked.lines, 3u);
  EXPECT_EQ(walked.first_seq, 1u);
  EXPECT_EQ(walked.head.seq, 3u);
}

TEST_F(LogFilesTest, MissingFileIsNamed) {
  Chain chain;
  dir_.write(file_name(1), chain.next());
  chain.next();
  dir_.write(file_name(3), chain.next());
  const Walked walked = walk_all();
  ASSERT_TRUE(walked.broken);
  EXPECT_THAT(print(*walked.broken), HasSubstr("records-00000003.jsonl:1: number 3 follows number 1"));
}

TEST_F(LogFilesTest, BeginningMayBeElsewhere) {
  Chain chain;
  chain.next();
  dir_.write(file_name(2), chain.next());
  const Walked walked = walk_all();
  EXPECT_FALSE(walked.broken);
  EXPECT_EQ(walked.first_seq, 2u);
}

// Every single changed byte of a log of two files is found, and the line is the changed one or the one behind it.
TEST_F(LogFilesTest, OneChangedByteAnywhereIsFound) {
  Chain chain;
  const std::string contents[] = {chain.several({"a", "b", "c"}), chain.several({"d", "e"})};
  std::size_t tried = 0;
  for (std::size_t file = 0; file < 2; ++file) {
    dir_.write(file_name(2 - file), contents[1 - file]);
    for (std::size_t at = 0; at < contents[file].size(); ++at)
      for (const unsigned flip : {1u, 32u, 128u}) {
        std::string changed = contents[file];
        changed[at] = static_cast<char>(static_cast<unsigned char>(changed[at]) ^ flip);
        dir_.write(file_name(file + 1), changed);
        const Walked walked = walk_all();
        ASSERT_TRUE(walked.broken) << file << " " << at;
        const auto line = std::count(contents[file].begin(), contents[file].begin() + static_cast<std::ptrdiff_t>(at), '\n') + 1;
        EXPECT_EQ(walked.broken->line, static_cast<uint64_t>(line)) << file << " " << at;
        EXPECT_EQ(number_in(walked.broken->file), file + 1);
        ++tried;
      }
  }
  EXPECT_GT(tried, 2000u);
}

TEST_F(LogFilesTest, SwappedRepeatedAndRemovedLinesAreFound) {
  Chain chain;
  const std::string a = chain.next("a"), b = chain.next("b"), c = chain.next("c");
  for (const std::string& content : {b + a + c, a + a + b + c, a + c, a + b + b, b + c + a}) {
    dir_.write(file_name(1), content);
    EXPECT_TRUE(walk_all().broken) << content;
  }
}

TEST_F(LogFilesTest, TornIsOnlyTheEnd) {
  Chain chain;
  const std::string a = chain.next("a"), b = chain.next("b");
  for (std::size_t size = 1; size < b.size(); ++size) {
    dir_.write(file_name(1), a + b.substr(0, size));
    const Walked walked = walk_all();
    ASSERT_TRUE(walked.broken) << size;
    EXPECT_TRUE(walked.broken->is_torn) << size;
    EXPECT_EQ(walked.broken->offset, a.size());
    EXPECT_EQ(walked.head.seq, 1u);
  }
  dir_.write(file_name(1), a + std::string(100, '\0'));
  EXPECT_TRUE(walk_all().broken->is_torn) << "zeros that the file system left";
  dir_.write(file_name(1), std::string(10, '\0') + "\n" + a + b);
  EXPECT_FALSE(walk_all().broken->is_torn) << "whole lines follow";
  std::string changed = b;
  changed[10] = 'X';
  dir_.write(file_name(1), a + changed);
  EXPECT_FALSE(walk_all().broken->is_torn) << "a line that ends was written to its end";
}

}  // namespace
}  // namespace postern::record

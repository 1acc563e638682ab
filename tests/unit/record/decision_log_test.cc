// SPDX-License-Identifier: Apache-2.0
#include "host/record/decision_log.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <thread>

#include "host/record/log_files.h"
#include "support/journal_recorder.h"
#include "support/temp_dir.h"
#include "unit/record/full_disk.h"

namespace postern::record {
namespace {

using ::testing::HasSubstr;

class DecisionLogTest : public ::testing::Test {
 protected:
  absl::StatusOr<std::unique_ptr<DecisionLog>> try_open() {
    options_.folder = folder_;
    return DecisionLog::open(options_, journal_);
  }
  std::unique_ptr<DecisionLog> open() {
    auto log = try_open();
    if (!log.ok()) throw std::runtime_error(std::string(log.status().message()));
    return *std::move(log);
  }
  Walked walked() const { return *walk(*list_files(folder_), nullptr); }
  std::string file(uint64_t number = 1) const { return folder_ + "/" + file_name(number); }
  void append_raw(const std::string& bytes) const { std::ofstream(file(), std::ios::binary | std::ios::app) << bytes; }
  std::string content() const {
    std::ifstream stream(file(), std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
  }
  std::size_t noted(const std::string& name) const {
    return journal_.count([&](const attest::Event& event) { return event.name == name; });
  }
  test::TempDir dir_;
  const std::string folder_ = dir_.path() + "/records";
  test::JournalRecorder journal_;
  LogOptions options_;
  const Json body_ = {{"kind", "test"}, {"text", std::string(100, 'x')}};
};

TEST_F(DecisionLogTest, GoesOnWhereItEnded) {
  {
    const auto log = open();
    EXPECT_EQ(*log->append(body_), 1u);
    EXPECT_EQ(*log->append(body_), 2u);
    EXPECT_TRUE(log->commit(2).ok());
  }
  const auto log = open();
  EXPECT_EQ(*log->append(body_), 3u);
  EXPECT_FALSE(walked().broken);
  EXPECT_EQ(walked().lines, 3u);
  EXPECT_EQ(walked().head.digest, log->head().digest);
}

TEST_F(DecisionLogTest, FilesAreForTheGateAlone) {
  const auto log = open();
  const auto mode = [](const std::string& path) { return static_cast<unsigned>(std::filesystem::status(path).permissions()); };
  EXPECT_EQ(mode(folder_), 0700u);
  EXPECT_EQ(mode(file()), 0600u);
}

TEST_F(DecisionLogTest, RotatesBySize) {
  options_.max_file_bytes = 1000;
  {
    const auto log = open();
    for (int i = 0; i < 20; ++i) ASSERT_TRUE(log->append(body_).ok());
  }
  EXPECT_FALSE(walked().broken);
  EXPECT_EQ(walked().lines, 20u);
  EXPECT_GT(walked().files, 3u);
  const auto files = list_files(folder_);
  for (const std::string& each : *files) EXPECT_LT(std::filesystem::file_size(each), 1500u);
  const auto log = open();
  EXPECT_EQ(*log->append(body_), 21u);
  EXPECT_FALSE(walked().broken);
}

TEST_F(DecisionLogTest, CrashRightAfterARotation) {
  open()->append(body_).IgnoreError();
  std::ofstream(file(2)).close();
  EXPECT_EQ(*open()->append(body_), 2u);
  EXPECT_FALSE(walked().broken);
  EXPECT_EQ(walked().files, 2u);
}

// After a crash at any byte of the last line the log goes on, and what was whole stays.
TEST_F(DecisionLogTest, TornLastLineIsCutOff) {
  open()->append(body_).IgnoreError();
  const std::string first = content();
  open()->append(body_).IgnoreError();
  const std::string both = content();
  for (std::size_t size = first.size() + 1; size < both.size(); size += 13) {
    std::ofstream(file(), std::ios::binary) << both.substr(0, size);
    const std::size_t before = noted("record-tail-cut");
    EXPECT_EQ(*open()->append(body_), 2u) << size;
    EXPECT_EQ(noted("record-tail-cut"), before + 1);
    EXPECT_FALSE(walked().broken) << size;
    EXPECT_EQ(content(), both);
  }
}

TEST_F(DecisionLogTest, ZerosAfterAPowerCutAreCutOff) {
  open()->append(body_).IgnoreError();
  append_raw(std::string(300, '\0') + "\n" + std::string(50, '\0'));
  EXPECT_EQ(*open()->append(body_), 2u);
  EXPECT_EQ(noted("record-tail-cut"), 1u);
  EXPECT_FALSE(walked().broken);
}

TEST_F(DecisionLogTest, BrokenChainIsNotContinued) {
  for (int i = 0; i < 3; ++i) open()->append(body_).IgnoreError();
  std::string changed = content();
  changed[changed.find("test")] = 'T';
  std::ofstream(file(), std::ios::binary) << changed;
  const auto log = try_open();
  EXPECT_TRUE(absl::IsFailedPrecondition(log.status())) << log.status();
  EXPECT_THAT(std::string(log.status().message()), HasSubstr("records-00000001.jsonl:1: "));
  EXPECT_EQ(content(), changed) << "untouched";
}

TEST_F(DecisionLogTest, ChangedLastLineIsNotTakenForTorn) {
  open()->append(body_).IgnoreError();
  std::string changed = content();
  changed[changed.find("test")] = 'T';
  std::ofstream(file(), std::ios::binary) << changed;
  EXPECT_TRUE(absl::IsFailedPrecondition(try_open().status()));
}

TEST_F(DecisionLogTest, OneGateAtATime) {
  const auto log = open();
  EXPECT_TRUE(absl::IsUnavailable(try_open().status()));
}

TEST_F(DecisionLogTest, FolderMustBeUsable) {
  std::ofstream(folder_).close();
  EXPECT_TRUE(absl::IsUnavailable(try_open().status())) << "a file";
  std::filesystem::remove(folder_);
  std::filesystem::create_directory(folder_);
  std::filesystem::permissions(folder_, std::filesystem::perms(0770));
  EXPECT_TRUE(absl::IsUnavailable(try_open().status())) << "others can write";
  options_.folder = folder_ + "/not/there";
  EXPECT_TRUE(absl::IsUnavailable(DecisionLog::open(options_, journal_).status()));
}

TEST_F(DecisionLogTest, OneSyncIsForAllBefore) {
  const auto log = open();
  for (int i = 0; i < 10; ++i) ASSERT_TRUE(log->append(body_).ok());
  EXPECT_EQ(log->syncs(), 0u);
  EXPECT_TRUE(log->commit(7).ok());
  EXPECT_TRUE(log->commit(10).ok());
  EXPECT_TRUE(log->commit(1).ok());
  EXPECT_EQ(log->syncs(), 1u);
}

TEST_F(DecisionLogTest, ManyThreadsShareTheDisk) {
  options_.max_file_bytes = 20'000;
  constexpr int kThreads = 12, kEach = 60;
  const auto log = open();
  std::atomic<int> wrong = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i)
    threads.emplace_back([&] {
      for (int n = 0; n < kEach; ++n) {
        const auto seq = log->append(body_);
        if (!seq.ok() || !log->commit(*seq).ok()) ++wrong;
      }
    });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(wrong, 0);
  EXPECT_LE(log->syncs(), uint64_t{kThreads * kEach});
  EXPECT_FALSE(walked().broken);
  EXPECT_EQ(walked().lines, uint64_t{kThreads * kEach});
  EXPECT_GT(walked().files, 5u);
}

TEST_F(DecisionLogTest, IntervalMakesDurableByItself) {
  options_.sync_interval = std::chrono::milliseconds(1);
  const auto log = open();
  ASSERT_TRUE(log->append(body_).ok());
  while (log->syncs() == 0) std::this_thread::yield();  // ends with the test's time limit
  EXPECT_FALSE(walked().broken);
}

TEST_F(DecisionLogTest, FullDiskLeavesWholeLinesOnly) {
  const auto log = open();
  ASSERT_TRUE(log->append(body_).ok());
  const std::string before = content();
  {
    const test::FullDisk full(before.size() + 50);
    EXPECT_TRUE(absl::IsUnavailable(log->append(body_).status()));
    EXPECT_TRUE(absl::IsUnavailable(log->append(body_).status()));
    EXPECT_EQ(content(), before);
  }
  EXPECT_EQ(*log->append(body_), 2u) << "there is room again";
  EXPECT_TRUE(log->commit(2).ok());
  EXPECT_FALSE(walked().broken);
}

TEST_F(DecisionLogTest, FullDiskAtARotation) {
  options_.max_file_bytes = 100;
  const auto log = open();
  ASSERT_TRUE(log->append(body_).ok());
  {
    const test::FullDisk full(0);
    EXPECT_FALSE(log->append(body_).ok());
  }
  EXPECT_EQ(*log->append(body_), 2u);
  EXPECT_FALSE(walked().broken);
}

TEST_F(DecisionLogTest, LineThatIsTooLongIsRefused) {
  const auto log = open();
  EXPECT_TRUE(absl::IsUnavailable(log->append({{"long", std::string(kLongestLine, 'x')}}).status()));
  EXPECT_EQ(*log->append(body_), 1u);
}

}  // namespace
}  // namespace postern::record

// SPDX-License-Identifier: Apache-2.0
#include "host/ledger/effects_file.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <filesystem>
#include <set>
#include <thread>

#include "support/temp_dir.h"
#include "unit/ledger/intents.h"

namespace postern::ledger {
namespace {

// FileLimit: no file of this process grows beyond it, as on a full disk.
class FileLimit {
 public:
  explicit FileLimit(rlim_t most) {
    signal(SIGXFSZ, SIG_IGN);
    getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit now{most, before_.rlim_max};
    setrlimit(RLIMIT_FSIZE, &now);
  }
  ~FileLimit() {
    setrlimit(RLIMIT_FSIZE, &before_);
    signal(SIGXFSZ, SIG_DFL);
  }
  FileLimit(const FileLimit&) = delete;

 private:
  rlimit before_{};
};

class EffectsFileTest : public ::testing::Test {
 protected:
  std::string folder() const { return dir_.path() + "/effects"; }
  std::string path() const { return folder() + "/effects.log"; }
  std::unique_ptr<EffectsFile> open(std::size_t rewrite_from = kRewriteFrom) {
    auto file = EffectsFile::open(folder(), rewrite_from);
    EXPECT_TRUE(file.ok()) << file.status();
    return file.ok() ? *std::move(file) : nullptr;
  }
  static uint64_t add(EffectsFile& file, const std::string& effect) {
    const auto entry = file.add(intent(effect));
    EXPECT_TRUE(entry.ok()) << entry.status();
    return entry.value_or(0);
  }
  // on_disk: what another process would read now.
  LedgerContent on_disk() const { return parse_ledger(content(path())).value(); }
  std::set<std::string> effects_on_disk() const {
    std::set<std::string> effects;
    for (const auto& [entry, intent] : on_disk().open) effects.insert(intent.effect);
    return effects;
  }
  test::TempDir dir_;
};

using Effects = std::set<std::string>;

TEST_F(EffectsFileTest, IsWrittenBeforeAddReturns) {
  const auto file = open();
  add(*file, "one");
  EXPECT_EQ(effects_on_disk(), Effects{"one"});
  const uint64_t two = add(*file, "two");
  EXPECT_EQ(effects_on_disk(), (Effects{"one", "two"}));
  file->settle(two);
  EXPECT_EQ(effects_on_disk(), Effects{"one"}) << "settled lines leave the process at once";
  EXPECT_EQ(file->syncs(), 2u);
  EXPECT_EQ(file->open_entries(), 1u);
  EXPECT_FALSE(file->find(two));
}

TEST_F(EffectsFileTest, OthersCannotReadIt) {
  const auto file = open();
  add(*file, "one");
  struct stat info {};
  ASSERT_EQ(stat(path().c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 07777, 0600u);
}

TEST_F(EffectsFileTest, NextRunFindsWhatIsOpen) {
  auto file = open();
  const uint64_t one = add(*file, "one"), two = add(*file, "two");
  file->settle(one);
  file = nullptr;
  file = open();
  ASSERT_EQ(file->found().open.size(), 1u);
  EXPECT_EQ(file->found().open.at(two).effect, "two");
  EXPECT_GT(add(*file, "three"), two);
  file->settle(two);
  EXPECT_EQ(effects_on_disk(), Effects{"three"});
}

TEST_F(EffectsFileTest, UnfinishedLineIsCutOff) {
  auto file = open();
  add(*file, "one");
  const std::string whole = content(path());
  add(*file, "two");
  const std::string more = content(path());
  file = nullptr;
  for (std::size_t size = whole.size() + 1; size < more.size(); ++size) {
    dir_.write("effects/effects.log", more.substr(0, size));
    file = open();
    EXPECT_TRUE(file->found().torn);
    EXPECT_EQ(file->found().damaged, 0u);
    EXPECT_EQ(file->found().open.size(), 1u);
    add(*file, "after");
    EXPECT_EQ(effects_on_disk(), (Effects{"one", "after"}));
    EXPECT_EQ(on_disk().damaged, 0u);
    file = nullptr;
  }
  EXPECT_FALSE(std::filesystem::exists(folder() + "/damaged.log"));
}

TEST_F(EffectsFileTest, DamagedFileIsKeptForTheOperator) {
  auto file = open();
  add(*file, "one");
  add(*file, "two");
  file = nullptr;
  std::string text = content(path());
  text[kHeader.size() + 5] ^= 1;
  dir_.write("effects/effects.log", text);
  file = open();
  EXPECT_EQ(file->found().damaged, 1u);
  EXPECT_EQ(file->found().open.size(), 1u);
  EXPECT_EQ(content(folder() + "/damaged.log"), text);
  EXPECT_EQ(effects_on_disk(), Effects{"two"});
}

TEST_F(EffectsFileTest, AnotherKindOfFileIsLeftAlone) {
  open();
  dir_.write("effects/effects.log", "postern-effects 2\nwho knows\n");
  EXPECT_EQ(EffectsFile::open(folder()).status().code(), absl::StatusCode::kDataLoss);
  EXPECT_EQ(content(path()), "postern-effects 2\nwho knows\n");
}

TEST_F(EffectsFileTest, SecondGateIsRefused) {
  const auto file = open();
  EXPECT_EQ(EffectsFile::open(folder()).status().code(), absl::StatusCode::kAlreadyExists);
}

TEST_F(EffectsFileTest, FullDiskRefusesAndLeavesWholeLines) {
  auto file = open();
  const uint64_t one = add(*file, "one");
  const std::string before = content(path());
  {
    const FileLimit limit(before.size() + 60);  // less than a line
    const auto refused = file->add(intent("two"));
    EXPECT_TRUE(absl::IsUnavailable(refused.status())) << refused.status();
    EXPECT_EQ(content(path()), before);
    EXPECT_EQ(file->open_entries(), 1u);
  }
  add(*file, "three");  // there is room again
  EXPECT_EQ(effects_on_disk(), (Effects{"one", "three"}));
  {
    const FileLimit limit(content(path()).size() + 1);
    file->settle(one);
    EXPECT_EQ(effects_on_disk(), (Effects{"one", "three"}));
  }
  add(*file, "four");
  EXPECT_EQ(effects_on_disk(), (Effects{"three", "four"})) << "the settling line came with the next";
  EXPECT_EQ(on_disk().damaged, 0u);
}

TEST_F(EffectsFileTest, StartsOnAFullDiskWithTheFileAsItIs) {
  auto file = open();
  for (int i = 0; i < 10; ++i) add(*file, std::to_string(i));
  file = nullptr;
  dir_.write("effects/effects.log", content(path()) + "+ 11 tok");
  const FileLimit limit(100);
  file = open();
  ASSERT_NE(file, nullptr);
  EXPECT_EQ(file->found().open.size(), 10u);
  EXPECT_FALSE(file->add(intent("more")).ok());
  EXPECT_EQ(on_disk().open.size(), 10u);
  EXPECT_FALSE(on_disk().torn);
}

TEST_F(EffectsFileTest, IsWrittenAnewWhenItIsMostlySettled) {
  const auto file = open(4096);
  const uint64_t kept = add(*file, "kept");
  for (int i = 0; i < 1000; ++i) file->settle(add(*file, std::to_string(i)));
  EXPECT_LT(content(path()).size(), 8192u);
  EXPECT_EQ(effects_on_disk(), Effects{"kept"});
  EXPECT_EQ(on_disk().open.begin()->first, kept);
  EXPECT_EQ(on_disk().damaged, 0u);
}

// Those who come while the disk is busy share the next wait. That file is also written anew meanwhile.
TEST_F(EffectsFileTest, ManyAtOnceShareTheDisk) {
  const auto file = open(16 * 1024);
  constexpr int kThreads = 50, kEach = 10;
  std::vector<std::thread> threads;
  std::vector<std::set<uint64_t>> entries(kThreads);
  for (int i = 0; i < kThreads; ++i)
    threads.emplace_back([&, i] {
      for (int j = 0; j < kEach; ++j) {
        const uint64_t entry = add(*file, std::to_string(i) + "-" + std::to_string(j));
        entries[i].insert(entry);
        if (j % 2 == 0) file->settle(entry);
      }
    });
  for (std::thread& thread : threads) thread.join();
  std::set<uint64_t> all;
  for (const auto& some : entries) all.insert(some.begin(), some.end());
  EXPECT_EQ(all.size(), std::size_t{kThreads * kEach}) << "no number is given twice";
  EXPECT_EQ(effects_on_disk().size(), std::size_t{kThreads * kEach / 2});
  EXPECT_EQ(on_disk().damaged, 0u);
  EXPECT_LE(file->syncs(), all.size());
}

TEST_F(EffectsFileTest, WithoutAFolderItIsMemory) {
  auto file = EffectsFile::open("");
  ASSERT_TRUE(file.ok());
  const uint64_t one = add(**file, "one");
  EXPECT_EQ((*file)->find(one)->effect, "one");
  (*file)->settle(one);
  EXPECT_EQ((*file)->open_entries(), 0u);
  EXPECT_EQ((*file)->syncs(), 0u);
}

}  // namespace
}  // namespace postern::ledger

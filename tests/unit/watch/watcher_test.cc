// SPDX-License-Identifier: Apache-2.0
//
// Whatever way a file is replaced, its new content is seen: the test reads the file each time it is told, as the gate does.

#include "host/watch/watcher.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <condition_variable>
#include <fstream>
#include <iterator>
#include <mutex>

#include "support/journal_recorder.h"
#include "support/temp_dir.h"

namespace postern::watch {
namespace {

namespace fs = std::filesystem;

// Seen: what a file held each time when the watcher told of a change.
class Seen {
 public:
  void look(const std::string& path) {
    std::ifstream file(path);
    const bool is_there = file.good();
    const std::string content(std::istreambuf_iterator<char>(file), {});
    const std::lock_guard lock(mutex_);
    all_.push_back(is_there ? content : "<none>");
    changed_.notify_all();
  }
  // wait_for: until the last that was seen is this; false after a minute, which only a failing test waits for.
  bool wait_for(const std::string& content) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, std::chrono::minutes(1), [&] { return !all_.empty() && all_.back() == content; });
  }
  std::vector<std::string> all() {
    const std::lock_guard lock(mutex_);
    return all_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::string> all_;
};

class WatcherTest : public ::testing::Test {
 protected:
  void follow(const std::string& path, WatcherOptions options = quick()) {
    watcher_ = std::make_unique<Watcher>(options, journal_, [this, path] { seen_.look(path); });
    watcher_->follow({path});
  }
  static WatcherOptions quick() {
    WatcherOptions options;
    options.quiet = std::chrono::milliseconds(20);
    return options;
  }
  std::string path(const std::string& name) const { return dir_.path() + "/" + name; }

  test::TempDir dir_;
  test::JournalRecorder journal_;
  Seen seen_;
  std::unique_ptr<Watcher> watcher_;
};

TEST_F(WatcherTest, TellsOnceAtTheBeginning) {
  follow(dir_.write("file", "one"));
  EXPECT_TRUE(seen_.wait_for("one"));
}

TEST_F(WatcherTest, WrittenInPlace) {
  follow(dir_.write("file", "one"));
  ASSERT_TRUE(seen_.wait_for("one"));
  dir_.write("file", "two");
  EXPECT_TRUE(seen_.wait_for("two"));
  dir_.write("file", "three");
  EXPECT_TRUE(seen_.wait_for("three"));
}

TEST_F(WatcherTest, ReplacedByRename) {
  follow(dir_.write("file", "one"));
  ASSERT_TRUE(seen_.wait_for("one"));
  for (const char* content : {"two", "three", "four"}) {
    fs::rename(dir_.write("file.new", content), path("file"));
    EXPECT_TRUE(seen_.wait_for(content));
  }
}

// As editors save: the old file becomes a backup, and another one takes its name.
TEST_F(WatcherTest, GoneForAMoment) {
  follow(dir_.write("file", "one"));
  ASSERT_TRUE(seen_.wait_for("one"));
  fs::rename(path("file"), path("file~"));
  EXPECT_TRUE(seen_.wait_for("<none>"));
  dir_.write("file", "two");
  EXPECT_TRUE(seen_.wait_for("two"));
}

TEST_F(WatcherTest, AppearsLater) {
  follow(path("folder/file"));
  ASSERT_TRUE(seen_.wait_for("<none>"));
  fs::create_directory(path("folder"));
  dir_.write("folder/file", "one");
  EXPECT_TRUE(seen_.wait_for("one"));
}

TEST_F(WatcherTest, FolderAroundItIsReplaced) {
  fs::create_directories(path("now"));
  follow(dir_.write("now/file", "one"));
  ASSERT_TRUE(seen_.wait_for("one"));
  fs::create_directories(path("next"));
  dir_.write("next/file", "two");
  fs::rename(path("now"), path("old"));
  fs::rename(path("next"), path("now"));
  ASSERT_TRUE(seen_.wait_for("two"));
  dir_.write("now/file", "three");
  EXPECT_TRUE(seen_.wait_for("three")) << "the new folder is watched";
}

// As the kubelet updates a ConfigMap: a new folder, a new link, renamed over ..data; then the old folder goes.
TEST_F(WatcherTest, ConfigMap) {
  const auto publish = [&](const std::string& version, const std::string& content) {
    fs::create_directory(path(version));
    dir_.write(version + "/file", content);
    fs::create_symlink(version, path("..data_tmp"));
    fs::rename(path("..data_tmp"), path("..data"));
  };
  publish("..2026_01", "one");
  fs::create_symlink("..data/file", path("file"));
  follow(path("file"));
  ASSERT_TRUE(seen_.wait_for("one"));
  publish("..2026_02", "two");
  fs::remove_all(path("..2026_01"));
  ASSERT_TRUE(seen_.wait_for("two"));
  publish("..2026_03", "three");
  EXPECT_TRUE(seen_.wait_for("three")) << "the second swap is seen as well";
  dir_.write("..2026_03/file", "four");
  EXPECT_TRUE(seen_.wait_for("four"));
}

// Nobody is told while a file is half written: only when it has been closed.
TEST_F(WatcherTest, HalfWrittenFileIsWaitedFor) {
  follow(dir_.write("file", "one"));
  ASSERT_TRUE(seen_.wait_for("one"));
  const int fd = open(path("file").c_str(), O_WRONLY | O_TRUNC);
  ASSERT_GE(fd, 0);
  ASSERT_EQ(write(fd, "half", 4), 4);
  // Another watcher has seen and told of something later, so this one has had its chance.
  test::TempDir other;
  Seen other_seen;
  Watcher second(quick(), journal_, [&] { other_seen.look(other.path() + "/x"); });
  second.follow({other.write("x", "later")});
  ASSERT_TRUE(other_seen.wait_for("later"));
  for (const std::string& content : seen_.all()) EXPECT_EQ(content, "one");
  ASSERT_EQ(write(fd, "+half", 5), 5);
  close(fd);
  EXPECT_TRUE(seen_.wait_for("half+half"));
  for (const std::string& content : seen_.all()) EXPECT_TRUE(content == "one" || content == "half+half") << content;
}

TEST_F(WatcherTest, StormIsToldOfAFewTimes) {
  WatcherOptions options;
  options.quiet = std::chrono::seconds(2);
  options.longest = std::chrono::minutes(5);
  follow(dir_.write("file", "0"), options);
  ASSERT_TRUE(seen_.wait_for("0"));
  for (int i = 1; i <= 2000; ++i) dir_.write("file", std::to_string(i));
  ASSERT_TRUE(seen_.wait_for("2000"));
  EXPECT_LE(seen_.all().size(), 100u);
}

// The queue of the kernel is bounded; what it dropped is found by reading again.
TEST_F(WatcherTest, OverflowIsAChange) {
  std::ifstream limit("/proc/sys/fs/inotify/max_queued_events");
  int most = 0;
  limit >> most;
  if (most <= 0 || most > 70'000) GTEST_SKIP() << "the queue is too long to fill: " << most;
  std::mutex gate;
  std::unique_lock held(gate);
  const std::string file = dir_.write("file", "one"), noise = dir_.write("noise", "x");
  Watcher watcher(quick(), journal_, [&] {
    seen_.look(file);
    const std::lock_guard lock(gate);  // the test holds it: nothing is taken out of the queue meanwhile
  });
  watcher.follow({file, noise});
  ASSERT_TRUE(seen_.wait_for("one"));
  for (int i = 0; i <= most; ++i) fs::permissions(noise, i % 2 == 0 ? fs::perms::owner_read : fs::perms::owner_all);
  dir_.write("file", "two");
  held.unlock();
  EXPECT_TRUE(seen_.wait_for("two"));
}

TEST_F(WatcherTest, FollowsWhatItIsToldLast) {
  const std::string first = dir_.write("first", "a"), second = dir_.write("second", "b");
  watcher_ = std::make_unique<Watcher>(quick(), journal_, [&] { seen_.look(second); });
  watcher_->follow({first});
  ASSERT_TRUE(seen_.wait_for("b"));
  watcher_->follow({second});
  dir_.write("second", "c");
  EXPECT_TRUE(seen_.wait_for("c"));
}

// The watcher gets one descriptor, for its own use, and none to watch with.
TEST_F(WatcherTest, WhatCannotBeWatchedIsReadAgainAndAgain) {
  WatcherOptions options = quick();
  options.rescan = std::chrono::milliseconds(50);
  const std::string file = dir_.write("file", "one");
  const int next = dup(STDERR_FILENO);
  close(next);
  rlimit before{};
  ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &before), 0);
  const rlimit one_more{static_cast<rlim_t>(next) + 1, before.rlim_max};
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &one_more), 0);
  watcher_ = std::make_unique<Watcher>(options, journal_, [&] { seen_.look(file); });
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &before), 0);
  watcher_->follow({file});
  ASSERT_TRUE(seen_.wait_for("one"));
  EXPECT_TRUE(journal_.wait_for_event("watch-limited"));
  dir_.write("file", "two");
  EXPECT_TRUE(seen_.wait_for("two"));
}

}  // namespace
}  // namespace postern::watch

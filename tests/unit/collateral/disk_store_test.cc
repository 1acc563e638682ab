// SPDX-License-Identifier: Apache-2.0
#include "host/collateral/disk_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "host/collateral/folder_file.h"
#include "support/temp_dir.h"
#include "unit/collateral/pages.h"

namespace postern::collateral {
namespace {

namespace fs = std::filesystem;
using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const std::string kUrl = "https://example.org/a", kOther = "https://example.org/b";

class DiskStoreTest : public ::testing::Test {
 protected:
  DiskStore store(uint64_t most = 1'000'000) {
    return DiskStore(folder_, most, [this](const std::string& path, const std::string& reason) {
      damaged_.push_back(fs::path(path).parent_path().filename().string() + ": " + reason);
    });
  }
  static void write(const std::string& path, const std::string& content) {
    std::ofstream(path, std::ios::binary | std::ios::trunc) << content;
  }
  static std::string read(const std::string& path) {
    const auto content = read_bounded_file(path, 1'000'000);
    return content.ok() ? text_of(*content) : "<none>";
  }
  std::string blob(const std::string& content) const { return folder_ + "/blobs/" + sha256_hex(content); }
  std::string index(const std::string& url) const { return folder_ + "/index/" + sha256_hex(url); }
  std::size_t files(const std::string& name) const {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder_ + "/" + name), fs::directory_iterator()));
  }

  test::TempDir dir_;
  const std::string folder_ = dir_.path() + "/cache";
  std::vector<std::string> damaged_;
};

TEST_F(DiskStoreTest, KeepsPagesForTheNext) {
  EXPECT_EQ(store().find(kUrl), nullptr);
  EXPECT_FALSE(fs::exists(folder_)) << "looking makes nothing";
  ASSERT_TRUE(store().put(kUrl, page("hello")).ok());
  const PagePtr found = store().find(kUrl);
  EXPECT_EQ(text_of(found), "hello");
  EXPECT_EQ(Time(found->fetched), kStart);
  EXPECT_EQ(store().find(kOther), nullptr);
  ASSERT_TRUE(store().put(kUrl, page("world", seconds(5))).ok());
  EXPECT_EQ(text_of(store().find(kUrl)), "world");
  EXPECT_FALSE(fs::exists(blob("hello"))) << "content that no entry names goes";
  EXPECT_THAT(damaged_, IsEmpty());
}

TEST_F(DiskStoreTest, OnlyTheOwnerReaches) {
  ASSERT_TRUE(store().put(kUrl, page("hello")).ok());
  struct stat info {};
  for (const std::string& path : {folder_, folder_ + "/blobs", folder_ + "/index"}) {
    ASSERT_EQ(stat(path.c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 07777, 0700u) << path;
  }
  for (const std::string& path : {blob("hello"), index(kUrl), folder_ + "/lock"}) {
    ASSERT_EQ(stat(path.c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 07777, 0600u) << path;
  }
}

TEST_F(DiskStoreTest, FolderThatOthersReachIsNotUsed) {
  ASSERT_TRUE(store().put(kUrl, page("hello")).ok());
  for (const std::string& path : {folder_, folder_ + "/blobs", folder_ + "/index"}) {
    fs::permissions(path, fs::perms(0755));
    EXPECT_THAT(std::string(store().check().message()), HasSubstr(path + ": expected mode 0700, found 0755"));
    EXPECT_EQ(store().find(kUrl), nullptr);
    EXPECT_FALSE(store().put(kUrl, page("x")).ok());
    EXPECT_THAT(store().list(), IsEmpty());
    fs::permissions(path, fs::perms(0700));
  }
  EXPECT_EQ(text_of(store().find(kUrl)), "hello");
}

TEST_F(DiskStoreTest, LinkInPlaceOfTheFolderIsNotUsed) {
  fs::create_directory(dir_.path() + "/elsewhere");
  fs::create_directory_symlink(dir_.path() + "/elsewhere", folder_);
  EXPECT_THAT(std::string(store().put(kUrl, page("hello")).message()), HasSubstr("not a folder"));
}

struct Damage {
  std::string name, what, said;  // what: file, and what is done to it
  friend void PrintTo(const Damage& d, std::ostream* out) { *out << d.name; }
};
class DamagedStore : public DiskStoreTest, public ::testing::WithParamInterface<Damage> {
 protected:
  void damage() {
    const std::string& what = GetParam().what;
    const std::string path = what.starts_with("blob") ? blob("hello") : index(kUrl);
    const std::string content = read(path);
    if (what.ends_with("gone")) fs::remove(path);
    else if (what.ends_with("empty")) write(path, "");
    else if (what.ends_with("cut")) write(path, content.substr(0, content.size() / 2));
    else if (what.ends_with("flip")) write(path, std::string(1, static_cast<char>(content[0] ^ 1)) + content.substr(1));
    else if (what.ends_with("longer")) write(path, content + "x");
    else if (what.ends_with("huge")) fs::resize_file(path, kLongestPage + 1);
    else if (what.ends_with("foreign")) write(path, read(index(kOther)));
    else if (what.ends_with("folder")) fs::remove(path), fs::create_directory(path);
    else if (what.ends_with("link")) fs::rename(path, path + "-real"), fs::create_symlink(path + "-real", path);
    else if (what.ends_with("size")) write(path, std::string(content).replace(content.find("size 5"), 6, "size 4"));
  }
};
TEST_P(DamagedStore, IsDroppedWithAWordAndNeverGivenOut) {
  ASSERT_TRUE(store().put(kUrl, page("hello")).ok());
  ASSERT_TRUE(store().put(kOther, page("other")).ok());
  damage();
  EXPECT_EQ(store().find(kUrl), nullptr);
  ASSERT_EQ(damaged_.size(), 1u);
  EXPECT_THAT(damaged_[0], HasSubstr(GetParam().said));
  EXPECT_EQ(store().find(kUrl), nullptr);
  if (!GetParam().what.ends_with("folder")) {
    EXPECT_EQ(damaged_.size(), 1u) << "said once";
  }
  EXPECT_EQ(text_of(store().find(kOther)), "other") << "the others stay";
}
INSTANTIATE_TEST_SUITE_P(
    Kinds, DamagedStore,
    ::testing::Values(Damage{"content-gone", "blob gone", "index: its content is gone"},
                      Damage{"content-empty", "blob empty", "blobs: expected the digest"},
                      Damage{"content-cut", "blob cut", "blobs: expected the digest"},
                      Damage{"content-flip", "blob flip", "blobs: expected the digest"},
                      Damage{"content-longer", "blob longer", "blobs: expected the digest"},
                      Damage{"content-huge", "blob huge", "longer than 4194304 bytes"},
                      Damage{"content-folder", "blob folder", "blobs: "}, Damage{"content-link", "blob link", "blobs: "},
                      Damage{"entry-empty", "index empty", "index: not an entry for this URL"},
                      Damage{"entry-cut", "index cut", "index: not an entry for this URL"},
                      Damage{"entry-flip", "index flip", "index: not an entry for this URL"},
                      Damage{"entry-longer", "index longer", "index: not an entry for this URL"},
                      Damage{"entry-huge", "index huge", "index: "}, Damage{"entry-size", "index size", "blobs: expected the digest"},
                      Damage{"entry-foreign", "index foreign", "index: not an entry for this URL"},
                      Damage{"entry-link", "index link", "index: "}));

TEST_F(DiskStoreTest, DamagedPageIsReplacedByTheNext) {
  ASSERT_TRUE(store().put(kUrl, page("hello")).ok());
  write(blob("hello"), "jello");
  ASSERT_TRUE(store().put(kUrl, page("hello", seconds(5))).ok());
  EXPECT_EQ(text_of(store().find(kUrl)), "hello");
}

TEST_F(DiskStoreTest, WhatACrashLeftBehindIsSweptAway) {
  ASSERT_TRUE(store().put(kUrl, page("hello")).ok());
  for (const char* name : {"/blobs/.new-abcdef", "/index/.new-abcdef", "/blobs/0000", "/index/0000"}) write(folder_ + name, "half");
  EXPECT_EQ(text_of(store().find(kUrl)), "hello");
  ASSERT_TRUE(store().put(kOther, page("other")).ok());
  EXPECT_EQ(files("blobs"), 2u);
  EXPECT_EQ(files("index"), 2u);
  EXPECT_EQ(text_of(store().find(kUrl)), "hello");
}

std::vector<std::string> urls(DiskStore store) {
  std::vector<std::string> found;
  for (const IndexEntry& entry : store.list()) found.push_back(entry.url.substr(entry.url.rfind('/')));
  return found;
}

TEST_F(DiskStoreTest, OldestGoWhenThereIsTooMuch) {
  const uint64_t most = 3 * (100 + kEntryCost);
  for (int i = 0; i < 5; ++i)
    ASSERT_TRUE(store(most).put("https://example.org/" + std::to_string(i), page(std::string(100, static_cast<char>('a' + i)), seconds(i))).ok());
  EXPECT_THAT(urls(store(most)), ElementsAre("/2", "/3", "/4"));
  EXPECT_EQ(files("blobs"), 3u);
  ASSERT_TRUE(store(most).put("https://example.org/old", page("x", seconds(-100))).ok());
  EXPECT_THAT(urls(store(most)), ElementsAre("/3", "/4", "/old")) << "what was just put stays, however old it says it is";
}

TEST_F(DiskStoreTest, WhatNeverFitsIsRefused) {
  EXPECT_TRUE(absl::IsOutOfRange(store(1000).put(kUrl, page(std::string(1000, 'x')))));
  EXPECT_FALSE(fs::exists(folder_));
}

TEST_F(DiskStoreTest, SameContentIsKeptOnce) {
  ASSERT_TRUE(store().put(kUrl, page("hello")).ok());
  ASSERT_TRUE(store().put(kOther, page("hello")).ok());
  EXPECT_EQ(files("blobs"), 1u);
  EXPECT_EQ(text_of(store().find(kUrl)), "hello");
  EXPECT_EQ(text_of(store().find(kOther)), "hello");
}

TEST_F(DiskStoreTest, MissingParentIsAnError) {
  DiskStore store("/nowhere/cache", 1'000'000, nullptr);
  EXPECT_TRUE(absl::IsUnavailable(store.put(kUrl, page("x"))));
  EXPECT_EQ(store.find(kUrl), nullptr);
}

// churn: puts and finds pages whose content names their URL; what is found is always whole. Answers the exit code.
int churn(DiskStore store, int seed) {
  for (int i = 0; i < 60; ++i) {
    const std::string url = "https://example.org/" + std::to_string((i * 7 + seed) % 5);
    const std::string text = url + " " + std::string(static_cast<std::size_t>(100 * ((i + seed) % 9)), 'x');
    if (!store.put(url, page(text, seconds(i))).ok()) return 1;
    const PagePtr found = store.find("https://example.org/" + std::to_string(i % 5));
    if (found && !text_of(found).starts_with("https://example.org/" + std::to_string(i % 5) + " ")) return 2;
  }
  return 0;
}

TEST_F(DiskStoreTest, ProcessesShareAFolder) {
  std::vector<pid_t> children;
  for (int seed = 0; seed < 3; ++seed) {
    const pid_t child = fork();
    ASSERT_GE(child, 0);
    if (child == 0) _exit(churn(DiskStore(folder_, 4000, [](auto&, auto&) { _exit(3); }), seed));
    children.push_back(child);
  }
  for (const pid_t child : children) {
    int status = -1;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << "status " << status;
  }
  for (const IndexEntry& entry : store().list()) EXPECT_NE(store().find(entry.url), nullptr) << entry.url;
  EXPECT_THAT(damaged_, IsEmpty());
}

}  // namespace
}  // namespace postern::collateral

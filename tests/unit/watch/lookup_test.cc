// SPDX-License-Identifier: Apache-2.0
#include "host/watch/lookup.h"

#include <gmock/gmock.h>

#include "support/temp_dir.h"

namespace postern::watch {
namespace {

namespace fs = std::filesystem;
using ::testing::IsSupersetOf;
using ::testing::Contains;

class LookupTest : public ::testing::Test {
 protected:
  // by: "directory/name" of every entry below the folder.
  std::set<std::string> by(const std::string& path) const {
    Entries entries;
    add_lookup(path, entries);
    std::set<std::string> all;
    for (const auto& [directory, names] : entries)
      for (const std::string& name : names)
        if (const std::string entry = directory + "/" + name; entry.starts_with(top_ + "/")) all.insert(entry.substr(top_.size() + 1));
    return all;
  }
  test::TempDir dir_;
  const std::string top_ = fs::canonical(dir_.path()).string();
};

TEST_F(LookupTest, EveryFolderOnTheWayCounts) {
  fs::create_directories(top_ + "/a/b");
  dir_.write("a/b/file", "x");
  EXPECT_EQ(by(top_ + "/a/b/file"), (std::set<std::string>{"a", "a/b", "a/b/file"}));
  Entries entries;
  add_lookup(top_ + "/a/b/file", entries);
  EXPECT_TRUE(entries.contains("/"));
}

TEST_F(LookupTest, MissingNameEndsIt) {
  EXPECT_EQ(by(top_ + "/none/file"), (std::set<std::string>{"none"}));
  EXPECT_EQ(by(top_ + "/file"), (std::set<std::string>{"file"}));
}

TEST_F(LookupTest, FileInsteadOfAFolderEndsIt) {
  dir_.write("a", "x");
  EXPECT_EQ(by(top_ + "/a/file"), (std::set<std::string>{"a"}));
}

TEST_F(LookupTest, DotsAndDoubleSlashesAreNoNames) {
  fs::create_directories(top_ + "/a/b");
  dir_.write("c", "x");
  EXPECT_EQ(by(top_ + "//a/./b/../../c"), (std::set<std::string>{"a", "a/b", "c"}));
}

// As the kubelet mounts a ConfigMap.
TEST_F(LookupTest, LinksOfAConfigMap) {
  fs::create_directory(top_ + "/..2026_01");
  dir_.write("..2026_01/gate.toml", "x");
  fs::create_symlink("..2026_01", top_ + "/..data");
  fs::create_symlink("..data/gate.toml", top_ + "/gate.toml");
  EXPECT_EQ(by(top_ + "/gate.toml"), (std::set<std::string>{"gate.toml", "..data", "..2026_01", "..2026_01/gate.toml"}));
}

TEST_F(LookupTest, AbsoluteAndDanglingLinks) {
  fs::create_directory(top_ + "/real");
  fs::create_symlink(top_ + "/real", top_ + "/link");
  fs::create_symlink("nowhere/at-all", top_ + "/real/dangling");
  EXPECT_EQ(by(top_ + "/link/dangling"), (std::set<std::string>{"link", "real", "real/dangling", "real/nowhere"}));
}

TEST_F(LookupTest, LoopEnds) {
  fs::create_symlink("b", top_ + "/a");
  fs::create_symlink("a", top_ + "/b");
  EXPECT_EQ(by(top_ + "/a"), (std::set<std::string>{"a", "b"}));
}

}  // namespace
}  // namespace postern::watch

// SPDX-License-Identifier: Apache-2.0
#include "host/ledger/effects_folder.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/temp_dir.h"

namespace postern::ledger {
namespace {

unsigned mode_of(const std::string& path) {
  struct stat info {};
  return stat(path.c_str(), &info) == 0 ? info.st_mode & 07777 : 0;
}

TEST(EffectsFolderTest, IsMadeForThisUserAlone) {
  test::TempDir dir;
  const std::string path = dir.path() + "/state/effects";
  const auto folder = EffectsFolder::open(path);
  ASSERT_TRUE(folder.ok()) << folder.status();
  EXPECT_EQ(mode_of(path), 0700u);
  EXPECT_EQ(mode_of(dir.path() + "/state"), 0700u);
  EXPECT_EQ(mode_of(path + "/lock"), 0600u);
}

TEST(EffectsFolderTest, BelongsToOneGateAtATime) {
  test::TempDir dir;
  auto first = EffectsFolder::open(dir.path() + "/effects");
  ASSERT_TRUE(first.ok());
  EXPECT_EQ(EffectsFolder::open(dir.path() + "/effects").status().code(), absl::StatusCode::kAlreadyExists);
  first->reset();
  EXPECT_TRUE(EffectsFolder::open(dir.path() + "/effects").ok());
}

TEST(EffectsFolderTest, RefusesOneThatOthersReach) {
  test::TempDir dir;
  const std::string path = dir.path() + "/effects";
  for (const unsigned mode : {0755u, 0710u, 0701u, 0777u}) {
    mkdir(path.c_str(), 0700);
    ASSERT_EQ(chmod(path.c_str(), mode), 0);
    EXPECT_EQ(EffectsFolder::open(path).status().code(), absl::StatusCode::kFailedPrecondition) << mode;
  }
}

TEST(EffectsFolderTest, RefusesWhatIsNoFolder) {
  test::TempDir dir;
  dir.write("file", "x");
  EXPECT_FALSE(EffectsFolder::open(dir.path() + "/file").ok());
  EXPECT_FALSE(EffectsFolder::open(dir.path() + "/file/effects").ok());
  ASSERT_EQ(symlink(dir.path().c_str(), (dir.path() + "/link").c_str()), 0);
  EXPECT_FALSE(EffectsFolder::open(dir.path() + "/link").ok()) << "a link may point anywhere";
}

}  // namespace
}  // namespace postern::ledger

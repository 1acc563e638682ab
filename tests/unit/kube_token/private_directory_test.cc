// SPDX-License-Identifier: Apache-2.0
#include "backends/kube-token/bootstrap_token/private_directory.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "support/temp_dir.h"

namespace postern::kube_token {
namespace {

namespace fs = std::filesystem;
using sdk::as_bytes;

std::string content(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

TEST(PrivateDirectory, PublishesAFileAndWithdrawsIt) {
  test::TempDir place;
  auto directory = PrivateDirectory::open(place.path());
  ASSERT_TRUE(directory.ok());
  EXPECT_TRUE(directory.value().publish("a.yaml", as_bytes("hello")).value());
  EXPECT_EQ(content(place.path() + "/a.yaml"), "hello");
  EXPECT_FALSE(fs::exists(place.path() + "/.a.yaml.tmp"));
  EXPECT_TRUE(directory.value().withdraw("a.yaml").ok());
  EXPECT_TRUE(fs::is_empty(place.path()));
}

TEST(PrivateDirectory, NeverReplacesAFile) {
  test::TempDir place;
  place.write("a.yaml", "theirs");
  auto directory = PrivateDirectory::open(place.path());
  EXPECT_FALSE(directory.value().publish("a.yaml", as_bytes("ours")).value());
  EXPECT_EQ(content(place.path() + "/a.yaml"), "theirs");
  EXPECT_FALSE(fs::exists(place.path() + "/.a.yaml.tmp"));
}

TEST(PrivateDirectory, FollowsNoLinkThatSomebodyLaid) {
  test::TempDir place, elsewhere;
  const std::string victim = elsewhere.write("victim", "theirs");
  auto directory = PrivateDirectory::open(place.path());
  fs::create_symlink(victim, place.path() + "/.a.yaml.tmp");
  EXPECT_FALSE(directory.value().publish("a.yaml", as_bytes("ours")).value());
  fs::remove(place.path() + "/.a.yaml.tmp");
  fs::create_symlink(victim, place.path() + "/a.yaml");
  EXPECT_FALSE(directory.value().publish("a.yaml", as_bytes("ours")).value());
  EXPECT_EQ(content(victim), "theirs");
}

TEST(PrivateDirectory, StaysWithTheDirectoryThatItChecked) {
  test::TempDir place;
  const std::string inner = place.path() + "/inner";
  fs::create_directory(inner);
  auto directory = PrivateDirectory::open(inner);
  ASSERT_TRUE(directory.ok());
  fs::rename(inner, place.path() + "/moved");
  fs::create_directory(inner);
  EXPECT_TRUE(directory.value().publish("a", as_bytes("x")).value());
  EXPECT_TRUE(fs::exists(place.path() + "/moved/a"));
  EXPECT_TRUE(fs::is_empty(inner));
}

TEST(PrivateDirectory, ReportsWhatCannotBeWritten) {
  test::TempDir place;
  const std::string inner = place.path() + "/inner";
  fs::create_directory(inner);
  auto directory = PrivateDirectory::open(inner);
  fs::remove(inner);
  const auto result = directory.value().publish("a", as_bytes("x"));
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.failure().status(), POSTERN_UNAVAILABLE);
}

TEST(PrivateDirectory, RefusesADirectoryOfAnotherUser) {
  if (geteuid() != 0) GTEST_SKIP() << "only root can give a directory away";
  test::TempDir place;
  ASSERT_EQ(chown(place.path().c_str(), 65534, 65534), 0);
  const auto result = PrivateDirectory::open(place.path());
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.failure().status(), POSTERN_MISCONFIGURED);
}

}  // namespace
}  // namespace postern::kube_token

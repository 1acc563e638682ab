// SPDX-License-Identifier: Apache-2.0
//
// Who may use the admin socket, and what is in its place when a gate starts.

#include "host/rpc/admin_socket.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>
#include <future>

#include "support/temp_dir.h"

namespace postern::rpc {
namespace {

int connect_to(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, path.data(), path.size());
  const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) return fd;
  close(fd);
  return -1;
}

class AdminSocketTest : public ::testing::Test {
 protected:
  std::unique_ptr<AdminSocket> make() {
    return std::make_unique<AdminSocket>(
        path_, [this](int fd) { close(fd), accepted_.set_value(); }, [this](unsigned uid) { refused_.set_value(uid); });
  }
  test::TempDir dir_;
  const std::string path_ = dir_.path() + "/admin.sock";
  std::promise<void> accepted_;
  std::promise<unsigned> refused_;
};

TEST_F(AdminSocketTest, OnlyRootAndTheOwnUser) {
  EXPECT_TRUE(AdminSocket::may_speak(1000, 1000));
  EXPECT_TRUE(AdminSocket::may_speak(0, 1000));
  EXPECT_FALSE(AdminSocket::may_speak(1001, 1000));
  EXPECT_FALSE(AdminSocket::may_speak(1000, 0));
}

TEST_F(AdminSocketTest, OwnUserIsAcceptedAndTheFileIsPrivate) {
  const auto socket = make();
  ASSERT_TRUE(socket->start().ok());
  struct stat info {};
  ASSERT_EQ(stat(path_.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 07777, 0600u);
  const int fd = connect_to(path_);
  ASSERT_GE(fd, 0);
  accepted_.get_future().wait();
  close(fd);
}

// The kernel's word counts even where the mode of the file would let somebody in.
TEST_F(AdminSocketTest, AnotherUserIsRefused) {
  if (geteuid() != 0) GTEST_SKIP() << "only root can play another user";
  const auto socket = make();
  ASSERT_TRUE(socket->start().ok());
  std::filesystem::permissions(path_, std::filesystem::perms::all);
  std::filesystem::permissions(dir_.path(), std::filesystem::perms::all);
  const pid_t child = fork();
  if (child == 0) {
    if (setgid(65534) != 0 || setuid(65534) != 0) _exit(2);
    _exit(connect_to(path_) >= 0 ? 0 : 1);
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  ASSERT_EQ(WEXITSTATUS(status), 0);
  EXPECT_EQ(refused_.get_future().get(), 65534u);
}

TEST_F(AdminSocketTest, DeadSocketIsReplacedAndALivingOneIsNot) {
  auto first = make();
  ASSERT_TRUE(first->start().ok());
  EXPECT_EQ(make()->start().code(), absl::StatusCode::kAlreadyExists);
  EXPECT_TRUE(std::filesystem::exists(path_)) << "who did not bind it does not remove it";
  const std::string dead = path_;
  std::filesystem::rename(path_, path_ + ".kept");
  first.reset();
  std::filesystem::rename(path_ + ".kept", path_);
  EXPECT_TRUE(make()->start().ok());
  EXPECT_FALSE(std::filesystem::exists(path_)) << "it goes with its owner";
}

TEST_F(AdminSocketTest, FileInItsPlaceIsLeftAlone) {
  dir_.write("admin.sock", "something of value");
  EXPECT_EQ(make()->start().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_TRUE(std::filesystem::is_regular_file(path_));
}

}  // namespace
}  // namespace postern::rpc

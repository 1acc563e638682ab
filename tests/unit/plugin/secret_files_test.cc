// SPDX-License-Identifier: Apache-2.0
#include "host/plugin/secret_files.h"

#include <gmock/gmock.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/temp_dir.h"
#include "unit/plugin/bench.h"

namespace postern::plugin {
namespace {

using ::testing::HasSubstr;

class SecretFilesTest : public ::testing::Test {
 protected:
  std::string failure(const std::string& path) {
    const auto status = SecretFiles({{"name", path}}).read("name").status();
    EXPECT_EQ(status.message().find("CANARY"), std::string::npos) << "security rule 9";
    return std::string(status.message());
  }
  test::TempDir dir_;
};

TEST_F(SecretFilesTest, ReadsPrivateFiles) {
  for (unsigned mode : {0600u, 0400u}) {
    const auto secret = SecretFiles({{"name", dir_.write("a", "CANARY", mode)}}).read("name");
    ASSERT_TRUE(secret.ok()) << secret.status();
    EXPECT_EQ(text(secret->bytes()), "CANARY");
    unlink((dir_.path() + "/a").c_str());
  }
}

TEST_F(SecretFilesTest, RefusesEveryFileThatOthersReach) {
  for (unsigned mode : {0644u, 0640u, 0620u, 0604u, 0602u, 0601u, 0660u, 0777u}) {
    const std::string path = dir_.write("a", "CANARY", mode);
    chmod(path.c_str(), mode);
    char found[8];
    snprintf(found, sizeof(found), "%04o", mode);
    EXPECT_EQ(failure(path), "secret 'name': " + path + ": expected mode 0600, found " + found +
                                 ": others can reach this secret");
    unlink(path.c_str());
  }
}

TEST_F(SecretFilesTest, NamesMissingFiles) {
  EXPECT_EQ(failure(dir_.path() + "/none"), "secret 'name': " + dir_.path() + "/none: No such file or directory");
  const auto unknown = SecretFiles({}).read("other").status();
  EXPECT_TRUE(absl::IsNotFound(unknown));
  EXPECT_EQ(unknown.message(), "no secret is named 'other'");
}

TEST_F(SecretFilesTest, RefusesWhatIsNoFile) {
  const std::string fifo = dir_.path() + "/fifo";
  ASSERT_EQ(mkfifo(fifo.c_str(), 0600), 0);
  EXPECT_EQ(failure(fifo), "secret 'name': " + fifo + ": not a regular file") << "and does not wait for a writer";
  EXPECT_EQ(failure(dir_.path()), "secret 'name': " + dir_.path() + ": not a regular file");
}

TEST_F(SecretFilesTest, IsBounded) {
  EXPECT_TRUE(read_secret_file(dir_.write("most", std::string(1024 * 1024, 'x'))).ok());
  EXPECT_THAT(failure(dir_.write("more", std::string(1024 * 1024 + 1, 'x'))), HasSubstr("larger than 1 MiB"));
}

TEST_F(SecretFilesTest, SeesRotation) {
  const SecretFiles files({{"name", dir_.write("a", "first")}});
  EXPECT_EQ(text(files.read("name")->bytes()), "first");
  dir_.write("b", "second");
  ASSERT_EQ(rename((dir_.path() + "/b").c_str(), (dir_.path() + "/a").c_str()), 0);
  EXPECT_EQ(text(files.read("name")->bytes()), "second");
}

TEST_F(SecretFilesTest, FollowsSymbolicLinksAsKubernetesMakesThem) {
  dir_.write("real", "CANARY");
  ASSERT_EQ(symlink("real", (dir_.path() + "/link").c_str()), 0);
  EXPECT_TRUE(read_secret_file(dir_.path() + "/link").ok());
}

TEST_F(SecretFilesTest, EmptyFileIsAnEmptySecret) { EXPECT_EQ(read_secret_file(dir_.write("a", ""))->size(), 0u); }

}  // namespace
}  // namespace postern::plugin

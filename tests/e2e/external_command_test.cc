// SPDX-License-Identifier: Apache-2.0
//
// `postern NAME` runs postern-NAME from the folders that came with it, and from nowhere else.

#include <gmock/gmock.h>

#include <cstdlib>
#include <filesystem>

#include "e2e/run_to_end.h"
#include "support/temp_dir.h"

namespace postern::test {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::Not;

// A `postern` of our own, with room for commands beside it.
class ExternalCommandTest : public testing::Test {
 protected:
  ExternalCommandTest() : root_(dir_.path()) {
    fs::create_directories(root_ / "bin");
    fs::create_directories(root_ / "libexec/postern");
    std::error_code other_file_system;
    fs::create_hard_link(POSTERN_BINARY_DIR "/bin/postern", postern_, other_file_system);
    if (other_file_system) fs::copy_file(POSTERN_BINARY_DIR "/bin/postern", postern_);
  }
  // script: a command that says who it is and what it was told.
  void script(const fs::path& folder, const std::string& name, const std::string& says, bool may_run = true) {
    fs::create_directories(root_ / folder);
    dir_.write((folder / ("postern-" + name)).string(),
               "#!/bin/sh\necho \"" + says + "\"\nfor w; do echo \"<$w>\"; done\nexit 7\n", may_run ? 0700 : 0400);
  }
  Ended run(std::vector<std::string> words) const {
    words.insert(words.begin(), postern_.string());
    return run_to_end(words);
  }

  TempDir dir_;
  fs::path root_;
  fs::path postern_ = root_ / "bin/postern";
};

TEST_F(ExternalCommandTest, RunsWithTheWordsThatFollowAndItsOwnExitCode) {
  script("libexec/postern", "greet", "from libexec");
  const Ended ended = run({"greet", "a b", "--flag", ""});
  EXPECT_EQ(ended.code, 7);
  EXPECT_EQ(ended.output, "from libexec\n<a b>\n<--flag>\n<>\n");
}

TEST_F(ExternalCommandTest, TheProgramsOwnFolderComesFirst) {
  script("libexec/postern", "greet", "from libexec");
  script("bin", "greet", "from bin");
  EXPECT_THAT(run({"greet"}).output, HasSubstr("from bin"));
}

TEST_F(ExternalCommandTest, OwnCommandsCannotBeReplaced) {
  script("bin", "check", "not the real one");
  EXPECT_THAT(run({"check", "--help"}).output, Not(HasSubstr("not the real one")));
}

TEST_F(ExternalCommandTest, PathIsNotSearched) {
  script("elsewhere", "greet", "from PATH");
  const std::string path = (root_ / "elsewhere").string() + ":" + std::getenv("PATH");
  const Ended ended = run_to_end({"env", "PATH=" + path, postern_.string(), "greet"});
  EXPECT_EQ(ended.code, 2);
  EXPECT_THAT(ended.output, HasSubstr("there is no command 'greet'"));
}

TEST_F(ExternalCommandTest, NoNameLeadsOutOfTheFolders) {
  script("bin", "greet", "hello");
  for (const std::string name : {"../bin/postern-greet", "/bin/sh", "greet/", "x/../greet", "GREET", "."}) {
    const Ended ended = run({name});
    EXPECT_EQ(ended.code, 2) << name;
    EXPECT_THAT(ended.output, HasSubstr("there is no command")) << name;
  }
}

TEST_F(ExternalCommandTest, TheNearestNameIsOffered) {
  script("libexec/postern", "measure", "x");
  const Ended external = run({"mesure"}), own = run({"chek"});
  EXPECT_EQ(external.code, 2);
  EXPECT_THAT(external.output, HasSubstr("did you mean 'measure'?"));
  EXPECT_EQ(own.code, 2);
  EXPECT_THAT(own.output, HasSubstr("did you mean 'check'?"));
}

TEST_F(ExternalCommandTest, HelpListsWhatCanRun) {
  script("bin", "greet", "x");
  script("libexec/postern", "measure", "x");
  script("libexec/postern", "unready", "x", false);
  const Ended ended = run({"--help"});
  EXPECT_EQ(ended.code, 0);
  EXPECT_THAT(ended.output, HasSubstr("\n  greet\n  measure\n"));
  EXPECT_THAT(ended.output, Not(HasSubstr("unready")));
}

TEST_F(ExternalCommandTest, WhatCannotRunIsNoCommand) {
  script("libexec/postern", "unready", "x", false);
  fs::create_directories(root_ / "libexec/postern/postern-folder");
  EXPECT_EQ(run({"unready"}).code, 2);
  EXPECT_EQ(run({"folder"}).code, 2);
}

TEST_F(ExternalCommandTest, TheCommandFindsTheProcessAsItsUserLeftIt) {
  script("bin", "mask", "$(umask)");
  const Ended ended = run_to_end({"sh", "-c", "umask 0027; exec " + postern_.string() + " mask"});
  EXPECT_THAT(ended.output, HasSubstr("0027"));
}

}  // namespace
}  // namespace postern::test

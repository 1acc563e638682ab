// SPDX-License-Identifier: Apache-2.0
//
// The program: its help, its checks and its exit codes.

#include <gmock/gmock.h>
#include <sys/stat.h>

#include "process.h"

namespace postern::keyservice {
namespace {

using testing::HasSubstr;
using testing::Not;

class ProgramTest : public KeyServiceTest {
 protected:
  // run: exit code and everything that was printed.
  std::pair<int, std::string> run(std::vector<std::string> words) {
    words.insert(words.begin(), POSTERN_KEYSERVICE);
    const std::string errors = files_.path() + "/errors";
    test::ChildProcess child(words, errors);
    const std::string output = child.read_all();
    return {child.wait(), output + content_of(errors)};
  }
  std::pair<int, std::string> check(const std::string& toml, const char* how) {
    return run({"--config", files_.write("check.toml", toml), how});
  }
};

TEST_F(ProgramTest, ExplainsItself) {
  const auto [code, text] = run({"--help"});
  EXPECT_EQ(code, 0);
  for (const char* part : {"mutual TLS", "SIGTERM", "Exit code", "--check", "--self-test", "import"}) EXPECT_THAT(text, HasSubstr(part));
  const auto [import_code, import_text] = run({"import", "--help"});
  EXPECT_EQ(import_code, 0);
  for (const char* part : {"--generate", "--replace", "RFC 5869"}) EXPECT_THAT(import_text, HasSubstr(part));
  EXPECT_EQ(run({"--no-such-option"}).first, 2);
}

TEST_F(ProgramTest, TheExampleIsRight) {
  const auto [code, text] = run({"--config", std::string(POSTERN_SOURCE_DIR) + "/config/keyservice.toml", "--check"});
  EXPECT_EQ(code, 0) << text;
}

TEST_F(ProgramTest, ChecksTheFileWithoutLookingAnywhereElse) {
  EXPECT_EQ(check(door() + local_source(), "--check").first, 0);
  const auto [code, text] = check(door() + local_source() + "surprise = 1\n", "--check");
  EXPECT_EQ(code, 2);
  EXPECT_THAT(text, HasSubstr("check.toml:13:12: /source/surprise"));
}

TEST_F(ProgramTest, SelfTestOpensEverything) {
  EXPECT_EQ(check(door() + local_source(), "--self-test").first, 0);
  chmod((files_.path() + "/server.key").c_str(), 0640);
  EXPECT_EQ(check(door() + local_source(), "--self-test").first, 2);
  EXPECT_EQ(check(door() + local_source(), "--check").first, 0);
  files_.write("server.key", stranger_.key());
  EXPECT_EQ(check(door() + local_source(), "--self-test").first, 2);
}

TEST_F(ProgramTest, DoesNotStartWithoutItsSecrets) {
  chmod((files_.path() + "/master").c_str(), 0644);
  const auto [code, text] = run({"--config", files_.write("a.toml", door() + local_source())});
  EXPECT_EQ(code, 1);
  EXPECT_THAT(text, HasSubstr("0600"));
  EXPECT_THAT(text, Not(HasSubstr(kms::kMaster)));
}

TEST_F(ProgramTest, DoesNotStartWhereAnotherListens) {
  const auto first = start(door() + local_source());
  std::string toml = door() + local_source();
  toml.replace(toml.find("127.0.0.1:0"), 11, first->address());
  EXPECT_EQ(run({"--config", files_.write("b.toml", toml)}).first, 1);
}

}  // namespace
}  // namespace postern::keyservice

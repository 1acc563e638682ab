// SPDX-License-Identifier: Apache-2.0
//
// Each NAME.toml in this folder gets one thing wrong, and NAME.expected is exactly what `postern check` says about it on
// standard error, to the letter: what an operator reads is the product here. Paths are relative to this folder, and
// PLUGINS stands for the folder of plugins. With POSTERN_WRONG_FILES=write the expectations are written anew; whoever
// does that reads every changed line before it is kept.

#include <gmock/gmock.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "host/config/diagnostic_code.h"
#include "support/child_process.h"

namespace postern::test {
namespace {

namespace fs = std::filesystem;
const std::string kFolder = POSTERN_SOURCE_DIR "/tests/wrong_files";

std::vector<std::string> names() {
  std::vector<std::string> all;
  for (const auto& entry : fs::directory_iterator(kFolder))
    if (entry.path().extension() == ".toml") all.push_back(entry.path().stem());
  std::sort(all.begin(), all.end());
  return all;
}

std::string content(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

void replace_all(std::string& text, const std::string& what, const std::string& by) {
  for (std::size_t at = text.find(what); at != text.npos; at = text.find(what, at + by.size())) text.replace(at, what.size(), by);
}

// Said: what the program wrote to standard error, and its exit code.
struct Said {
  std::string text;
  int code = -1;
};

Said check(const std::string& name) {
  ChildProcess child({"sh", "-c", "cd \"$0\" && exec \"$1\" check --plugin-dir \"$2\" \"$3\" 2>&1 >/dev/null", kFolder,
                      POSTERN_BINARY_DIR "/bin/postern", POSTERN_PLUGIN_DIR, name + ".toml"});
  Said said;
  said.text = child.read_all(std::chrono::seconds(120));
  said.code = child.wait();
  replace_all(said.text, fs::path(POSTERN_PLUGIN_DIR).lexically_normal().string(), "PLUGINS");
  replace_all(said.text, fs::path(POSTERN_PLUGIN_DIR "/../test-plugins").lexically_normal().string(), "PLUGINS/../test-plugins");
  replace_all(said.text, kFolder + "/", "");
  return said;
}

class WrongFilesTest : public testing::TestWithParam<std::string> {};

TEST_P(WrongFilesTest, IsSaidExactly) {
  const Said said = check(GetParam());
  const std::string path = kFolder + "/" + GetParam() + ".expected";
  const char* mode = std::getenv("POSTERN_WRONG_FILES");
  if (mode != nullptr && std::string(mode) == "write") std::ofstream(path) << said.text;
  EXPECT_EQ(said.text, content(path));
  EXPECT_THAT(said.text, testing::HasSubstr(".toml:")) << "something is said, with its place";
  const bool is_usable = said.text.find(": error: ") == said.text.npos;
  EXPECT_EQ(said.code, is_usable ? 0 : 2) << "warnings alone stop nothing";
}

INSTANTIATE_TEST_SUITE_P(All, WrongFilesTest, testing::ValuesIn(names()), [](const auto& each) {
  std::string name = each.param;
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
});

TEST(WrongFiles, AreManyAndEachHasItsExpectation) {
  EXPECT_GE(names().size(), 60u);
  std::size_t expectations = 0;
  for (const auto& entry : fs::directory_iterator(kFolder))
    if (entry.path().extension() == ".expected") {
      ++expectations;
      EXPECT_TRUE(fs::exists(kFolder + "/" + entry.path().stem().string() + ".toml")) << entry.path();
    }
  EXPECT_EQ(expectations, names().size());
}

// What no file alone brings about: the general code, and what creating instances finds.
TEST(WrongFiles, BringAboutEveryCode) {
  std::string all;
  for (const std::string& name : names()) all += content(kFolder + "/" + name + ".expected");
  for (const auto& [code, name] : config::all_codes()) {
    if (code == config::Code::kMisconfigured || code == config::Code::kCreateFailed) continue;
    EXPECT_THAT(all, testing::HasSubstr("[" + std::string(name) + "]"));
  }
}

}  // namespace
}  // namespace postern::test

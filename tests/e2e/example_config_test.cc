// SPDX-License-Identifier: Apache-2.0
//
// Every example configuration is right as it stands, and each file in config/ is looked at.

#include <gmock/gmock.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "e2e/run_to_end.h"

namespace postern::test {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::Not;

const fs::path kConfig = POSTERN_SOURCE_DIR "/config";

bool is_node(const std::string& name) { return name.ends_with("-node.toml"); }
bool is_set(const std::string& name) { return name.starts_with("measurements"); }

// names: of the files in config/ for which the condition holds.
std::vector<std::string> names(bool (*fits)(const std::string&)) {
  std::vector<std::string> found;
  for (const auto& entry : fs::directory_iterator(kConfig))
    if (const std::string name = entry.path().filename(); name.ends_with(".toml") && fits(name)) found.push_back(name);
  std::sort(found.begin(), found.end());
  return found;
}

// Files of the gate and of nodes; a key service has a form of its own.
std::vector<std::string> configurations() {
  return names([](const std::string& name) { return !is_set(name) && name != "keyservice.toml"; });
}

// check: what `postern check` says of the file.
Ended check(const std::string& name) {
  std::vector<std::string> words{POSTERN_BINARY_DIR "/bin/postern", "check", "--plugin-dir", POSTERN_PLUGIN_DIR,
                                 kConfig / name};
  if (is_node(name)) words.insert(words.begin() + 2, "--node");
  return run_to_end(words);
}

std::string content(const std::string& name) {
  std::ifstream file(kConfig / name);
  return {std::istreambuf_iterator<char>(file), {}};
}

class ExampleConfigTest : public testing::TestWithParam<std::string> {};

TEST_P(ExampleConfigTest, IsRight) {
  const Ended ended = check(GetParam());
  EXPECT_EQ(ended.code, 0) << ended.output;
  EXPECT_THAT(ended.output, HasSubstr(GetParam() + ": ok"));
  EXPECT_THAT(ended.output, Not(HasSubstr("error:")));
  EXPECT_THAT(ended.output, Not(HasSubstr("not allowed")));
}

TEST_P(ExampleConfigTest, SaysWhatItIsFor) {
  const std::string text = content(GetParam());
  EXPECT_TRUE(text.starts_with("# ")) << text.substr(0, 80);
  EXPECT_THAT(text, testing::AnyOf(HasSubstr("FILL IN"), HasSubstr("command line"), HasSubstr("packaging/quickstart")));
}

INSTANTIATE_TEST_SUITE_P(All, ExampleConfigTest, testing::ValuesIn(configurations()), [](const auto& each) {
  std::string name = each.param.substr(0, each.param.find('.'));
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
});

TEST(ExampleConfigs, AreThoseThatShouldBeThere) {
  EXPECT_THAT(configurations(),
              testing::IsSupersetOf({"air-gapped.toml", "azure.toml", "gcp.toml", "hsm.toml", "kubernetes.toml",
                                     "mixed.toml", "qemu.toml", "quickstart.toml", "roles.toml", "rolling-update.toml"}));
}

// Each measurement file is named by some gate's file, whose check has read it.
TEST(ExampleConfigs, EveryMeasurementFileIsUsed) {
  for (const std::string& set : names(is_set)) {
    const auto all = configurations();
    const bool used = std::any_of(all.begin(), all.end(), [&](const std::string& name) {
      return content(name).find("\n  \"" + set) != std::string::npos || content(name).find("[\"" + set) != std::string::npos;
    });
    EXPECT_TRUE(used) << set;
  }
}

}  // namespace
}  // namespace postern::test

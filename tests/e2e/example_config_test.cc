// SPDX-License-Identifier: Apache-2.0
//
// The example configurations of the clouds are right as they stand.

#include <gmock/gmock.h>

#include "e2e/run_to_end.h"

namespace postern::test {
namespace {

using testing::HasSubstr;
using testing::Not;

class ExampleConfigTest : public testing::TestWithParam<std::string> {};

// check: what `postern check` says of the file.
Ended check(const std::string& name) {
  std::vector<std::string> words{POSTERN_BINARY_DIR "/bin/postern", "check", "--plugin-dir", POSTERN_PLUGIN_DIR,
                                 POSTERN_SOURCE_DIR "/config/" + name};
  if (name.find("-node") != name.npos) words.insert(words.begin() + 2, "--node");
  return run_to_end(words);
}

TEST_P(ExampleConfigTest, IsRight) {
  const Ended ended = check(GetParam());
  EXPECT_EQ(ended.code, 0) << ended.output;
  EXPECT_THAT(ended.output, HasSubstr("ok"));
}

TEST_P(ExampleConfigTest, MayContactAllThatItWants) {
  const Ended ended = check(GetParam());
  EXPECT_THAT(ended.output, HasSubstr("contact "));
  EXPECT_THAT(ended.output, Not(HasSubstr("not allowed")));
}

INSTANTIATE_TEST_SUITE_P(All, ExampleConfigTest,
                         testing::Values("azure.toml", "azure-node.toml", "gcp.toml", "gcp-node.toml"),
                         [](const auto& each) {
                           std::string name = each.param.substr(0, each.param.find('.'));
                           for (char& c : name)
                             if (c == '-') c = '_';
                           return name;
                         });

}  // namespace
}  // namespace postern::test

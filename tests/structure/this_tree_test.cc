// SPDX-License-Identifier: Apache-2.0
//
// The rules, on this very tree.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "structure/file_rules.h"
#include "structure/function_lengths.h"
#include "structure/include_rules.h"

namespace postern::structure {
namespace {

class ThisTree : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { tree_ = read_tree(POSTERN_SOURCE_DIR); }
  static std::string print(const Violations& found) {
    std::string text;
    for (const std::string& line : found) text += "\n  " + line;
    return text;
  }
  static inline SourceTree tree_;
};

TEST_F(ThisTree, IsThere) {
  EXPECT_TRUE(tree_.contains("host/attest/chain.cc"));
  EXPECT_TRUE(tree_.contains("plugin-api/include/postern/plugin.h"));
  EXPECT_GT(tree_.size(), 200u);
}

TEST_F(ThisTree, HostIncludesPointDown) {
  const auto found = check_host_layers(tree_);
  EXPECT_TRUE(found.empty()) << print(found);
}

TEST_F(ThisTree, HostAndPluginsDoNotKnowEachOther) {
  const auto found = check_sides(tree_);
  EXPECT_TRUE(found.empty()) << print(found);
}

TEST_F(ThisTree, CoreIsPure) {
  const auto found = check_core(tree_);
  EXPECT_TRUE(found.empty()) << print(found);
}

TEST_F(ThisTree, ContractStandsAlone) {
  const auto found = check_contract(tree_);
  EXPECT_TRUE(found.empty()) << print(found);
}

TEST_F(ThisTree, TopLevelHoldsWhatItMay) {
  const auto found = check_top_level(tree_);
  EXPECT_TRUE(found.empty()) << print(found);
}

TEST_F(ThisTree, NothingIsCalledUtil) {
  const auto found = check_names(tree_);
  EXPECT_TRUE(found.empty()) << print(found);
}

TEST_F(ThisTree, EveryFileNamesItsLicense) {
  const auto found = check_licenses(tree_);
  EXPECT_TRUE(found.empty()) << print(found);
}

TEST_F(ThisTree, FilesAreShort) {
  const auto found = check_file_lengths(tree_);
  EXPECT_TRUE(found.empty()) << print(found);
}

TEST_F(ThisTree, FunctionsAreShort) {
  const auto found = check_function_lengths(tree_);
  EXPECT_TRUE(found.empty()) << print(found);
}

}  // namespace
}  // namespace postern::structure

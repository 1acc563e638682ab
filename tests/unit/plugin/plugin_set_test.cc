// SPDX-License-Identifier: Apache-2.0
#include "host/plugin/plugin_set.h"

#include <gmock/gmock.h>

#include "unit/plugin/bench.h"

namespace postern::plugin {
namespace {

constexpr uint32_t kValidators = 1u << POSTERN_KIND_VALIDATOR, kIssuers = 1u << POSTERN_KIND_ISSUER;

std::string failure(const std::string& use, uint32_t kinds) {
  return std::string(scripted().find(use, kinds).status().message());
}

TEST(PluginSetTest, FindsTheOnlyComponentOfAKind) {
  EXPECT_EQ(scripted().find("scripted", kIssuers)->component->id, "issuer");
}

TEST(PluginSetTest, FindsByName) { EXPECT_EQ(scripted().find("scripted/reader", kValidators)->component->id, "reader"); }

// So `use = "kube-token"` goes on to mean the same when the library gets more components.
TEST(PluginSetTest, FindsTheNamesakeAmongSeveral) {
  PluginSet set;
  ASSERT_TRUE(set.add({"reader", plugin_path("scripted"), ""}).ok());
  EXPECT_EQ(set.find("reader", kValidators)->component->id, "reader");
  EXPECT_EQ(set.find("reader/validator", kValidators)->component->id, "validator");
  EXPECT_EQ(set.find("reader", kIssuers)->component->id, "issuer");
}

TEST(PluginSetTest, SaysWhatThereIs) {
  EXPECT_EQ(failure("other", kValidators), "no plugin 'other'; loaded: scripted");
  EXPECT_EQ(failure("scripted", kValidators), "'scripted' can be several: scripted/validator, scripted/reader");
  EXPECT_EQ(failure("scripted/none", kIssuers), "plugin scripted offers no 'scripted/none'; it offers: scripted/issuer");
  EXPECT_EQ(failure("scripted/issuer", kValidators),
            "plugin scripted offers no 'scripted/issuer'; it offers: scripted/validator, scripted/reader");
}

TEST(PluginSetTest, TakesANameOnce) {
  PluginSet set;
  EXPECT_TRUE(set.add({"plain", plugin_path("plain-c"), ""}).ok());
  EXPECT_EQ(set.add({"plain", plugin_path("plain-c"), ""}).message(), "plugin plain twice");
}

}  // namespace
}  // namespace postern::plugin

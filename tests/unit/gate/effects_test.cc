// SPDX-License-Identifier: Apache-2.0
#include "host/gate/effects.h"

#include "unit/gate/scripted_gate.h"

namespace postern::gate {
namespace {

const std::string kTwoSteps = instance("judge", "validator", "allow") + instance("maker", "backend", "give") +
                              instance("other", "no-revoke", "give") + instance("unused", "backend", "give");

class EffectsTest : public ScriptedGate {
 protected:
  // warnings: lines and codes of what check_effects says of this text.
  std::vector<std::string> warnings(const std::string& text) {
    config::Diagnostics out;
    config::GateFile file = config::read_gate_text(kPlugins + text, dir_.path() + "/gate.toml", config::Purpose::kGate,
                                                   POSTERN_PLUGIN_DIR, out);
    around_.executor = std::make_shared<plugin::Executor>();
    around_.services = std::make_shared<HostServices>(journal_, &metrics_, plugin::SecretFiles(file.secrets), file.collateral);
    const Resolved resolved = resolve(std::move(file), kGateKinds, around_, {}, out);
    EXPECT_TRUE(out.ok());
    config::Diagnostics said;
    check_effects(resolved, said);
    EXPECT_TRUE(said.ok());
    std::vector<std::string> lines;
    for (const config::Diagnostic& each : said.all())
      lines.push_back(std::to_string(each.at.line) + " " + std::string(config::name_of(each.code)));
    return lines;
  }
};

TEST_F(EffectsTest, GateThatWouldForgetIsWarnedOf) {
  const std::string steps = pipeline("p", kJoin, "[\"judge\", \"maker\"]");
  EXPECT_EQ(warnings(kTwoSteps + steps), std::vector<std::string>{"1 EFFECTS_FORGOTTEN"});
  EXPECT_TRUE(warnings("[effects]\ndirectory = \"effects\"\n" + kTwoSteps + steps).empty());
  EXPECT_EQ(warnings("[effects]\ndirectory = \"\"\n" + kTwoSteps + steps), std::vector<std::string>{"4 EFFECTS_FORGOTTEN"});
}

TEST_F(EffectsTest, GateThatMakesNothingIsNot) {
  EXPECT_TRUE(warnings(kTwoSteps + pipeline("p", kJoin, "[\"judge\", \"other\"]")).empty());
}

TEST_F(EffectsTest, OwnerIsTheSameComponentOfThatName) {
  ASSERT_TRUE(load(kTwoSteps + pipeline("p", kJoin, "[\"judge\", \"maker\"]"))) << said();
  const auto owner = [&](const std::string& instance, const std::string& component) {
    return owner_of({instance, component, "r", "effect", {}}, *generation_);
  };
  ASSERT_NE(owner("maker", "scripted/backend"), nullptr);
  EXPECT_EQ(owner("maker", "scripted/backend")->name(), "maker");
  EXPECT_EQ(owner("maker", "scripted/no-revoke"), nullptr);
  EXPECT_EQ(owner("maker", "kube-token/backend"), nullptr);
  EXPECT_EQ(owner("unused", "scripted/backend"), nullptr);
  EXPECT_EQ(owner("judge", "scripted/validator"), nullptr);
}

}  // namespace
}  // namespace postern::gate

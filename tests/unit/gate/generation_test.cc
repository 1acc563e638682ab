// SPDX-License-Identifier: Apache-2.0
//
// Putting a configuration into force: instances are made and tested once, and what fails is said.

#include "host/gate/generation.h"

#include <gmock/gmock.h>

#include <fstream>

#include "unit/gate/scripted_gate.h"

namespace postern::gate {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

class GenerationTest : public ScriptedGate {
 protected:
  std::size_t created() const {
    return journal_.count([](const attest::Event& event) { return event.text.starts_with("create "); });
  }
  const std::string judge_ = instance("judge", "validator", "allow"), giver_ = instance("giver", "backend", "give");
};

TEST_F(GenerationTest, MakesEachInstanceOnceAndOnlyThoseInUse) {
  ASSERT_TRUE(load(judge_ + giver_ + instance("idle", "backend", "give") + pipeline("a", kJoin, "[\"judge\", \"giver\"]") +
                   pipeline("b", "evidence = \"scripted\", request = \"rejoin\"", "[\"judge\", \"giver\"]")));
  EXPECT_EQ(created(), 2u);
  EXPECT_THAT(said(), HasSubstr("warning: [instances.idle]: no pipeline uses it"));
}

TEST_F(GenerationTest, FailingSelfTestIsSaidAtTheInstance) {
  EXPECT_FALSE(load(judge_ + instance("giver", "backend", "self-test-fails") + pipeline("a", kJoin, "[\"judge\", \"giver\"]")));
  EXPECT_EQ(said(), "gate.toml:7:7: error: [instances.giver]: SECRET_UNREADABLE from giver, scripted.subject, expected "
                    "expected value, observed observed value: the self test fails\n");
}

TEST_F(GenerationTest, EveryFailureIsSaidOnce) {
  EXPECT_FALSE(load(instance("judge", "validator", "create-throws") + instance("giver", "backend", "create-fails") +
                    pipeline("a", kJoin, "[\"judge\", \"giver\"]") +
                    pipeline("b", "evidence = \"scripted\", request = \"rejoin\"", "[\"judge\", \"giver\"]")));
  EXPECT_THAT(said(), StartsWith("gate.toml:4:7: error: [instances.judge]: PLUGIN_FAULT from judge: the plugin threw: an exception in create\n"
                                 "gate.toml:7:7: error: [instances.giver]: BACKEND_UNAVAILABLE"));
  EXPECT_EQ(out_.all().size(), 2u);
}

TEST_F(GenerationTest, RefusedConfigurationHasThePlaceOfItsKey) {
  EXPECT_FALSE(load("[instances.judge]\nuse = \"scripted/validator\"\n[instances.judge.config]\nbehaviour = \"config-refused\"\n" +
                    giver_ + pipeline("a", kJoin, "[\"judge\", \"giver\"]")));
  EXPECT_EQ(said(), "gate.toml:6:13: error: [instances.judge]: config/behaviour: expected a behaviour\n");
}

TEST_F(GenerationTest, PluginThatDoesNotLoadIsSaidOnceWithItsPlace) {
  EXPECT_FALSE(load("[plugins.none]\npath = \"none.so\"\n" + judge_ + giver_ + pipeline("a", kJoin, "[\"judge\", \"giver\"]")));
  EXPECT_EQ(said(), std::string("gate.toml:4:8: error: plugin none: cannot open ") + POSTERN_PLUGIN_DIR +
                        "/none.so: No such file or directory\n");
}

TEST_F(GenerationTest, InstancesGoWithTheirGeneration) {
  const std::string mark = dir_.path() + "/mark";
  ASSERT_TRUE(load(judge_ + "[instances.giver]\nuse = \"scripted/backend\"\nconfig = { behaviour = \"give\", mark = \"" + mark + "\" }\n" +
                   pipeline("a", kJoin, "[\"judge\", \"giver\"]")));
  auto identity = admit();
  gate_.reset();
  generation_.reset();
  EXPECT_FALSE(std::filesystem::exists(mark)) << "a peer still has it";
  identity.reset();
  EXPECT_TRUE(std::filesystem::exists(mark));
}

}  // namespace
}  // namespace postern::gate

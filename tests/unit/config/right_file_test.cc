// SPDX-License-Identifier: Apache-2.0
//
// What right files say.

#include <gmock/gmock.h>

#include "unit/config/read.h"

namespace postern::config {
namespace {

using ::testing::ElementsAre;

GateFile right(const std::string& text, Purpose purpose = Purpose::kGate) {
  EXPECT_EQ(errors(text, purpose), "");
  Diagnostics out;
  return read_gate_text(text, "/etc/postern/gate.toml", purpose, "/plugins", out);
}

const std::string kPipeline = R"([[pipeline]]
name = "p"
match = { evidence = "e", request = "join" }
steps = ["s"]
)";

TEST(RightFile, DefaultsHold) {
  const GateSettings gate = right(kPipeline).gate;
  EXPECT_EQ(gate.listen, "0.0.0.0:9090");
  EXPECT_EQ(gate.max_evidence_bytes, 1024u * 1024u);
  EXPECT_EQ(gate.handshake_timeout, std::chrono::seconds(30));
  EXPECT_EQ(gate.plugin_dir, "/plugins");
  EXPECT_EQ(gate.log_format, "text");
}

TEST(RightFile, EveryGateKeyIsRead) {
  const GateSettings gate = right(R"([gate]
listen = "127.0.0.1:1"
admin_listen = "127.0.0.1:2"
plugin_dir = "p/../q"
max_evidence = "2MiB"
handshake_timeout = "1s"
preface_timeout = "2s"
idle_timeout = "3m"
max_connections = 4
max_handshakes = 5
handshake_workers = 6
request_workers = 7
[log]
format = "json"
level = "warn"
)" + kPipeline).gate;
  EXPECT_EQ(gate.listen, "127.0.0.1:1");
  EXPECT_EQ(gate.admin_listen, "127.0.0.1:2");
  EXPECT_EQ(gate.plugin_dir, "/etc/postern/q") << "relative to the file";
  EXPECT_EQ(gate.max_evidence_bytes, 2u * 1024u * 1024u);
  EXPECT_EQ(gate.handshake_timeout, std::chrono::seconds(1));
  EXPECT_EQ(gate.preface_timeout, std::chrono::seconds(2));
  EXPECT_EQ(gate.idle_timeout, std::chrono::minutes(3));
  EXPECT_EQ(gate.max_connections, 4);
  EXPECT_EQ(gate.max_handshakes, 5);
  EXPECT_EQ(gate.handshake_workers, 6);
  EXPECT_EQ(gate.request_workers, 7);
  EXPECT_EQ(gate.log_format, "json");
  EXPECT_EQ(gate.log_level, "warn");
}

TEST(RightFile, PathsAreRelativeToTheirFolders) {
  const GateFile file = right(R"([secrets.a]
file = "secrets/a"
[secrets.b]
file = "/run/b"
[plugins.x]
path = "x.so"
[plugins.y]
path = "/opt/y.so"
[collateral]
hosts = ["a", "b:443"]
)" + kPipeline);
  EXPECT_EQ(file.secrets.at("a"), "/etc/postern/secrets/a");
  EXPECT_EQ(file.secrets.at("b"), "/run/b");
  EXPECT_EQ(file.plugins.at(0).path, "/plugins/x.so");
  EXPECT_EQ(file.plugins.at(1).path, "/opt/y.so");
  EXPECT_THAT(file.collateral.hosts, ElementsAre("a", "b:443"));
}

TEST(RightFile, PipelineIsReadInOrder) {
  const GateFile file = right(R"([[pipeline]]
name = "p"
match = { evidence = "e", request = "join", role = "control-plane" }
when = { a = { min = 1, max = 2 }, b = "x", c = [1, true] }
trust_requested_role = true
steps = ["one", { use = "two", timeout = "2s", mode = "warn" }, { use = "three", alternatives = ["four"] }]
ticket = ["f"]
)");
  const PipelineEntry& pipeline = file.pipelines.at(0);
  EXPECT_EQ(pipeline.role, "control-plane");
  EXPECT_TRUE(pipeline.trust_requested_role);
  ASSERT_EQ(pipeline.when.size(), 3u);
  EXPECT_EQ(pipeline.when[0].min, 1);
  EXPECT_EQ(pipeline.when[0].max, 2);
  EXPECT_EQ(pipeline.when[1].one_of.at(0), attest::Value(std::string("x")));
  EXPECT_EQ(pipeline.when[2].one_of.at(1), attest::Value(true));
  EXPECT_EQ(pipeline.when_at.at(1).line, 4u);
  ASSERT_EQ(pipeline.steps.size(), 3u);
  EXPECT_FALSE(pipeline.steps[0].timeout);
  EXPECT_EQ(pipeline.steps[1].timeout, std::chrono::seconds(2));
  EXPECT_TRUE(pipeline.steps[1].warn);
  EXPECT_THAT(pipeline.steps[2].instances, ElementsAre("three", "four"));
  EXPECT_EQ(pipeline.steps[2].at.column, 65u);
  EXPECT_THAT(pipeline.ticket, ElementsAre("f"));
}

TEST(RightFile, InstanceConfigurationKeepsEveryPlace) {
  const GateFile file = right(R"([instances.a]
use = "x/y"
[instances.a.config]
text = "t"
list = [1, { "a/b~c" = true }]
when = 2026-01-02T03:04:05Z
)" + kPipeline);
  const InstanceEntry& entry = file.instances.at(0);
  EXPECT_EQ(entry.use, "x/y");
  EXPECT_EQ(entry.config, nlohmann::json::parse(R"({"text":"t","list":[1,{"a/b~c":true}],"when":"2026-01-02T03:04:05Z"})"));
  EXPECT_EQ(print(entry.place("/text")), "/etc/postern/gate.toml:4:8");
  EXPECT_EQ(print(entry.place("/list/1/a~1b~0c")), "/etc/postern/gate.toml:5:24");
  EXPECT_EQ(print(entry.place("/list/1/none")), "/etc/postern/gate.toml:5:12") << "the nearest around it";
  EXPECT_EQ(print(entry.place("no pointer")), "/etc/postern/gate.toml:2:7");
}

TEST(RightFile, NodeFile) {
  const GateFile file = right("[node]\ngate = \"g:9090\"\nissuer = \"i\"\nplugin_dir = \"/x\"\n", Purpose::kNode);
  EXPECT_EQ(file.node.gate, "g:9090");
  EXPECT_EQ(file.node.issuer, "i");
  EXPECT_EQ(file.node.plugin_dir, "/x");
}

}  // namespace
}  // namespace postern::config

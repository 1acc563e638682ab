// SPDX-License-Identifier: Apache-2.0
//
// Wrong files outside of [[pipeline]]: every key with a wrong type, unknown keys at each level, bad values, syntax.

#include "unit/config/read.h"

namespace postern::config {
namespace {

// A pipeline, so that its absence is not what is said; it stands behind the text.
const std::string kTail =
    "\n[[pipeline]]\nname = \"p\"\nmatch = { evidence = \"e\", request = \"join\" }\nsteps = [\"s\"]\n";

class WrongFile : public ::testing::TestWithParam<WrongCase> {};
TEST_P(WrongFile, SaysExactlyWhatIsWrong) { EXPECT_EQ(errors(GetParam().text + kTail), GetParam().said); }

std::string in_gate(const std::string& line) { return "[gate]\n" + line; }

constexpr char kDuration[] = "expected a duration such as \"500ms\", \"30s\" or \"2m\", found ";
constexpr char kKnownGate[] =
    "known here: admin_listen, admin_socket, drain_timeout, handshake_timeout, handshake_workers, idle_timeout, lifecycle_timeout, "
    "listen, max_connections, max_evidence, max_handshakes, plugin_dir, preface_timeout, "
    "request_workers, watch";
constexpr char kKnownTop[] =
    "known here: collateral, effects, gate, include, instances, log, pipeline, plugins, records, secrets";

INSTANTIATE_TEST_SUITE_P(
    Types, WrongFile,
    ::testing::Values(
        WrongCase{"listen", in_gate("listen = 5"), "gate.toml:2:10: error: [gate]: listen: expected text, found a whole number"},
        WrongCase{"metrics", in_gate("admin_listen = true"),
                  "gate.toml:2:16: error: [gate]: admin_listen: expected text, found true or false"},
        WrongCase{"plugin_dir", in_gate("plugin_dir = [\"x\"]"), "gate.toml:2:14: error: [gate]: plugin_dir: expected text, found a list"},
        WrongCase{"evidence", in_gate("max_evidence = 1.5"),
                  "gate.toml:2:16: error: [gate]: max_evidence: expected a size such as \"1MiB\", found a number with a point"},
        WrongCase{"handshake", in_gate("handshake_timeout = 30"),
                  std::string("gate.toml:2:21: error: [gate]: handshake_timeout: ") + kDuration + "a whole number"},
        WrongCase{"preface", in_gate("preface_timeout = {}"),
                  std::string("gate.toml:2:19: error: [gate]: preface_timeout: ") + kDuration + "a table"},
        WrongCase{"idle", in_gate("idle_timeout = 12:00:00"),
                  std::string("gate.toml:2:16: error: [gate]: idle_timeout: ") + kDuration + "a date or time"},
        WrongCase{"connections", in_gate("max_connections = \"5\""),
                  "gate.toml:2:19: error: [gate]: max_connections: expected a whole number, found text"},
        WrongCase{"handshakes", in_gate("max_handshakes = 1.0"),
                  "gate.toml:2:18: error: [gate]: max_handshakes: expected a whole number, found a number with a point"},
        WrongCase{"workers", in_gate("handshake_workers = []"),
                  "gate.toml:2:21: error: [gate]: handshake_workers: expected a whole number, found a list"},
        WrongCase{"requests", in_gate("request_workers = false"),
                  "gate.toml:2:19: error: [gate]: request_workers: expected a whole number, found true or false"},
        WrongCase{"gate", "gate = 5", "gate.toml:1:8: error: top level: gate: expected a table, found a whole number"},
        WrongCase{"gates", "[[gate]]", "gate.toml:1:1: error: top level: gate: expected a table, found a list"},
        WrongCase{"log", "log = \"x\"", "gate.toml:1:7: error: top level: log: expected a table, found text"},
        WrongCase{"format", "[log]\nformat = 1", "gate.toml:2:10: error: [log]: format: expected text, found a whole number"},
        WrongCase{"collateral", "collateral = []", "gate.toml:1:14: error: top level: collateral: expected a table, found a list"},
        WrongCase{"hosts", "[collateral]\nhosts = \"a\"", "gate.toml:2:9: error: [collateral]: hosts: expected a list, found text"},
        WrongCase{"host", "[collateral]\nhosts = [\"a\", 5]",
                  "gate.toml:2:15: error: [collateral]: hosts: expected a list of texts, found a whole number"},
        WrongCase{"secrets", "secrets = 5", "gate.toml:1:11: error: top level: secrets: expected a table, found a whole number"},
        WrongCase{"secret", "[secrets]\na = \"path\"", "gate.toml:2:5: error: [secrets.a]: expected a table"},
        WrongCase{"file", "[secrets.a]\nfile = 5", "gate.toml:2:8: error: [secrets.a]: file: expected text, found a whole number"},
        WrongCase{"plugins", "plugins = []", "gate.toml:1:11: error: top level: plugins: expected a table, found a list"},
        WrongCase{"plugin", "[plugins]\na = \"a.so\"", "gate.toml:2:5: error: [plugins.a]: expected a table"},
        WrongCase{"path", "[plugins.a]\npath = true", "gate.toml:2:8: error: [plugins.a]: path: expected text, found true or false"},
        WrongCase{"sha256", "[plugins.a]\npath = \"a\"\nsha256 = 5",
                  "gate.toml:3:10: error: [plugins.a]: sha256: expected text, found a whole number"},
        WrongCase{"instances", "instances = 1", "gate.toml:1:13: error: top level: instances: expected a table, found a whole number"},
        WrongCase{"instance", "[instances]\na = 5", "gate.toml:2:5: error: [instances.a]: expected a table"},
        WrongCase{"use", "[instances.a]\nuse = 5", "gate.toml:2:7: error: [instances.a]: use: expected text, found a whole number"},
        WrongCase{"config", "[instances.a]\nuse = \"x\"\nconfig = \"y\"",
                  "gate.toml:3:10: error: [instances.a]: config: expected a table, found text"}));

INSTANTIATE_TEST_SUITE_P(
    Unknown, WrongFile,
    ::testing::Values(
        WrongCase{"top", "x = 1",
                  std::string("gate.toml:1:1: error: top level: unknown key 'x'; ") + kKnownTop},
        WrongCase{"node-table", "[node]\nissuer = \"x\"",
                  std::string("gate.toml:1:2: error: top level: unknown key 'node'; ") + kKnownTop},
        WrongCase{"gate", in_gate("port = 5"), std::string("gate.toml:2:1: error: [gate]: unknown key 'port'; ") + kKnownGate},
        WrongCase{"log", "[log]\nfile = \"x\"", "gate.toml:2:1: error: [log]: unknown key 'file'; known here: format, level"},
        WrongCase{"collateral", "[collateral]\nhost = []",
                  "gate.toml:2:1: error: [collateral]: unknown key 'host'; did you mean 'hosts'?"},
        WrongCase{"secret", "[secrets.a]\nfile = \"x\"\nmode = 1",
                  "gate.toml:3:1: error: [secrets.a]: unknown key 'mode'; known here: file"},
        WrongCase{"plugin", "[plugins.a]\npath = \"x\"\nsha512 = \"\"",
                  "gate.toml:3:1: error: [plugins.a]: unknown key 'sha512'; known here: path, sha256"},
        WrongCase{"instance", "[instances.a]\nuse = \"x\"\nconfigs = {}",
                  "gate.toml:3:1: error: [instances.a]: unknown key 'configs'; did you mean 'config'?"}));

INSTANTIATE_TEST_SUITE_P(
    Values, WrongFile,
    ::testing::Values(
        WrongCase{"no-duration", in_gate("idle_timeout = \"30 s\""),
                  std::string("gate.toml:2:16: error: [gate]: idle_timeout: ") + kDuration + "\"30 s\""},
        WrongCase{"zero-duration", in_gate("idle_timeout = \"0ms\""),
                  std::string("gate.toml:2:16: error: [gate]: idle_timeout: ") + kDuration + "\"0ms\""},
        WrongCase{"long-duration", in_gate("idle_timeout = \"25h\""),
                  std::string("gate.toml:2:16: error: [gate]: idle_timeout: ") + kDuration + "\"25h\""},
        WrongCase{"no-size", in_gate("max_evidence = \"1MB\""),
                  "gate.toml:2:16: error: [gate]: max_evidence: expected a size such as \"1MiB\", at most 16777216 bytes, found \"1MB\""},
        WrongCase{"zero-size", in_gate("max_evidence = 0"),
                  "gate.toml:2:16: error: [gate]: max_evidence: expected a size such as \"1MiB\", at most 16777216 bytes, found \"0\""},
        WrongCase{"negative-size", in_gate("max_evidence = -1"),
                  "gate.toml:2:16: error: [gate]: max_evidence: expected a size such as \"1MiB\", at most 16777216 bytes, found \"-1\""},
        WrongCase{"large-size", in_gate("max_evidence = \"17MiB\""),
                  "gate.toml:2:16: error: [gate]: max_evidence: expected a size such as \"1MiB\", at most 16777216 bytes, found \"17MiB\""},
        WrongCase{"low", in_gate("max_handshakes = 0"),
                  "gate.toml:2:18: error: [gate]: max_handshakes: expected a number from 1 to 100000, found 0"},
        WrongCase{"high", in_gate("request_workers = 1025"),
                  "gate.toml:2:19: error: [gate]: request_workers: expected a number from 1 to 1024, found 1025"},
        WrongCase{"level", "[log]\nlevel = \"trace\"",
                  "gate.toml:2:9: error: [log]: level: expected one of \"debug\", \"info\", \"warn\", \"error\", found \"trace\""},
        WrongCase{"pin", "[plugins.a]\npath = \"x\"\nsha256 = \"abc\"",
                  "gate.toml:3:10: error: [plugins.a]: sha256: expected 64 hexadecimal digits, found 3 characters"},
        WrongCase{"no-path", "[plugins.a]", "gate.toml:1:1: error: [plugins.a]: missing key 'path'; expected text"},
        WrongCase{"no-file", "[secrets.a]", "gate.toml:1:1: error: [secrets.a]: missing key 'file'; expected text"},
        WrongCase{"no-use", "[instances.a]", "gate.toml:1:1: error: [instances.a]: missing key 'use'; expected text"},
        WrongCase{"plugin-name", "[plugins.A]\npath = \"x\"",
                  "gate.toml:1:1: error: [plugins.A]: expected a name of [a-z0-9_.-], starting with a letter"},
        WrongCase{"instance-name", "[instances.\"a b\"]\nuse = \"x\"",
                  "gate.toml:1:1: error: [instances.a b]: expected a name of [a-z0-9_.-], starting with a letter"},
        WrongCase{"two", in_gate("listen = 5\nport = 6"),
                  "gate.toml:2:10: error: [gate]: listen: expected text, found a whole number\n"
                  "gate.toml:3:1: error: [gate]: unknown key 'port'; " + std::string(kKnownGate)}));

// The parser's own words are not ours to pin; the place is.
TEST(WrongSyntax, IsSaidOnceWithItsPlace) {
  const std::pair<const char*, const char*> wrong[] = {{"[gate", "gate.toml:1:6: error: not valid TOML: "},
                                                       {"a = ", "gate.toml:1:5: error: not valid TOML: "},
                                                       {"a = 1\na = 2", "gate.toml:2:5: error: not valid TOML: "},
                                                       {"a = \"x", "gate.toml:1:7: error: not valid TOML: "},
                                                       {"a = \"\xff\"", "gate.toml:1:5: error: not valid TOML: "}};
  for (const auto& [text, start] : wrong) {
    const std::string said = errors(text);
    EXPECT_EQ(said.substr(0, std::string(start).size()), start);
    EXPECT_EQ(said.find('\n'), std::string::npos) << said;
  }
}

TEST(WrongFileTest, WithoutPipelinesIsUseless) {
  EXPECT_EQ(errors(""), "gate.toml:1:1: error: no [[pipeline]]: the gate would refuse everybody; a [[pipeline]] says which chain answers which request");
}

TEST(WrongFileTest, UnreadableFileIsNamed) {
  Diagnostics out;
  read_gate_file("/nowhere/gate.toml", Purpose::kGate, "", out);
  ASSERT_EQ(out.all().size(), 1u);
  EXPECT_EQ(print(out.all()[0]), "/nowhere/gate.toml: error: cannot read /nowhere/gate.toml");
  Diagnostics of_folder;
  read_gate_file("/tmp", Purpose::kGate, "", of_folder);
  EXPECT_EQ(print(of_folder.all().at(0)), "/tmp: error: cannot read /tmp");
}

TEST(WrongFileTest, NodeFileHasItsOwnRules) {
  EXPECT_EQ(errors("", Purpose::kNode),
            "gate.toml:1:1: error: missing table [node]; this file is to say which gate and which issuer a node uses");
  EXPECT_EQ(errors("[node]", Purpose::kNode), "gate.toml:1:1: error: [node]: missing key 'issuer'; expected text");
  EXPECT_EQ(errors("[node]\nissuer = \"x\"\ngates = 1", Purpose::kNode),
            "gate.toml:3:1: error: [node]: unknown key 'gates'; did you mean 'gate'?");
  EXPECT_EQ(errors("[node]\nissuer = \"x\"\n[gate]", Purpose::kNode),
            "gate.toml:3:2: error: top level: unknown key 'gate'; known here: collateral, include, instances, log, node, plugins, secrets");
}

}  // namespace
}  // namespace postern::config

// SPDX-License-Identifier: Apache-2.0
//
// Wrong configurations and what is said about them: the place, and what was expected.

#include <gmock/gmock.h>

#include <filesystem>

#include "host/config/moment.h"
#include "host/gate/host_services.h"
#include "host/gate/pipeline_check.h"
#include "support/temp_dir.h"

namespace postern::gate {
namespace {

using testing::Contains;
using testing::HasSubstr;

class Quiet : public attest::Journal {
 public:
  void note(attest::Event) override {}
};

// diagnose: everything that is said about the text as a gate's file, without the folder's name.
std::vector<std::string> diagnose(const std::string& text, const std::string& measurements = "", attest::Time now = {}) {
  const test::TempDir dir;
  if (!measurements.empty()) dir.write("m.toml", measurements);
  const std::string path = dir.write("gate.toml", text);
  Quiet journal;
  plugin::Surroundings around;
  around.executor = std::make_shared<plugin::Executor>();
  around.services = std::make_shared<HostServices>(journal, nullptr, plugin::SecretFiles({}), config::CollateralSettings{});
  config::Diagnostics out;
  config::GateFile file = config::read_gate_file(path, config::Purpose::kGate, POSTERN_PLUGIN_DIR, out);
  if (out.ok()) {
    const Resolved resolved = resolve(std::move(file), kGateKinds, around, now, out);
    if (out.ok()) check_pipelines(resolved, out);
  }
  std::vector<std::string> lines;
  for (const config::Diagnostic& diagnostic : out.all())
    lines.push_back(config::print(diagnostic).substr(dir.path().size() + 1));
  return lines;
}

// A gate that works; each case below breaks one thing in it. Line numbers count from its first line.
const std::string kGood = R"([gate]
listen = "127.0.0.1:0"
[plugins]
scripted = { path = "../test-plugins/scripted.so" }
[instances.judge]
use = "scripted/validator"
config = { behaviour = "allow" }
[instances.giver]
use = "scripted/backend"
config = { behaviour = "give" }
[[pipeline]]
name = "p"
match = { evidence = "scripted", request = "join", role = "worker" }
steps = ["judge", "giver"]
)";

TEST(DiagnosticsTest, AGoodFileHasNone) { EXPECT_THAT(diagnose(kGood), testing::IsEmpty()); }

struct Case {
  std::string from, to, said;
};
void PrintTo(const Case& one, std::ostream* out) { *out << one.said; }

class WrongFileTest : public testing::TestWithParam<Case> {};

TEST_P(WrongFileTest, IsSaidWithItsPlace) {
  std::string text = kGood;
  const std::size_t at = text.find(GetParam().from);
  ASSERT_NE(at, std::string::npos) << GetParam().from;
  text.replace(at, GetParam().from.size(), GetParam().to);
  EXPECT_THAT(diagnose(text), Contains(HasSubstr(GetParam().said)));
}

const std::string kListen = "listen = \"127.0.0.1:0\"", kSteps = "steps = [\"judge\", \"giver\"]";
const std::string kMatch = "match = { evidence = \"scripted\", request = \"join\", role = \"worker\" }";

INSTANTIATE_TEST_SUITE_P(
    Syntax, WrongFileTest,
    testing::Values(
        Case{"[gate]", "[gate", "gate.toml:1:6: error: not valid TOML"},
        Case{kListen, "lissen = \"x\"", "gate.toml:2:1: error: [gate]: unknown key 'lissen'"},
        Case{kListen, "listen = 7", "gate.toml:2:10: error: [gate]: listen: expected text, found a whole number"},
        Case{kListen, "idle_timeout = \"soon\"", "gate.toml:2:16: error: [gate]: idle_timeout: expected a duration"},
        Case{kListen, "idle_timeout = \"0s\"", "gate.toml:2:16: error: [gate]: idle_timeout: expected a duration"},
        Case{kListen, "max_evidence = \"1GiB\"", "gate.toml:2:16: error: [gate]: max_evidence: expected a size"},
        Case{kListen, "max_evidence = \"17MiB\"", "gate.toml:2:16: error: [gate]: max_evidence: expected a size"},
        Case{kListen, "max_handshakes = 0", "gate.toml:2:18: error: [gate]: max_handshakes: expected a number from 1"},
        Case{"[plugins]", "[log]\nlevel = \"loud\"\n[plugins]", "gate.toml:4:9: error: [log]: level: expected one of"},
        Case{"[plugins]", "[secrets]\nx = 1\n[plugins]", "gate.toml:4:5: error: [secrets.x]: expected a table"},
        Case{"[plugins]", "[secrets]\nX = { file = \"f\" }\n[plugins]", "[secrets.X]: expected a name of"},
        Case{"[plugins]", "[secrets]\nx = { }\n[plugins]", "[secrets.x]: missing key 'file'; expected text"},
        Case{"[plugins]", "[extra]\n[plugins]", "gate.toml:3:2: error: top level: unknown key 'extra'"},
        Case{"scripted.so\" }", "scripted.so\", sha256 = \"abc\" }", "sha256: expected 64 hexadecimal digits"},
        Case{"use = \"scripted/backend\"", "", "[instances.giver]: missing key 'use'"},
        Case{"config = { behaviour = \"give\" }", "config = 1", "gate.toml:10:10: error: [instances.giver]: config: expected a table"},
        Case{"name = \"p\"", "", "gate.toml:11:1: error: pipeline: missing key 'name'"},
        Case{kMatch, "", "missing key 'match'"},
        Case{kMatch, "match = { request = \"join\" }", "match: missing key 'evidence'"},
        Case{kMatch, "match = { evidence = \"scripted\", request = \"join\", role = \"king\" }", "role: expected one of"},
        Case{kSteps, "", "missing key 'steps'; expected a list of instances"},
        Case{kSteps, "steps = \"judge\"", "gate.toml:14:9: error: pipeline: steps: expected a list, found text"},
        Case{kSteps, "steps = [1]", "gate.toml:14:10: error: steps: expected the name of an instance"},
        Case{kSteps, "steps = [\"judge\", { timeout = \"1s\" }]", "step: missing key 'use'"},
        Case{kSteps, "steps = [\"judge\", { use = \"giver\", timeout = 5 }]", "step: timeout: expected a duration"},
        Case{kSteps, "steps = [\"judge\", { use = \"giver\", mode = \"maybe\" }]", "step: mode: expected one of"},
        Case{kSteps, kSteps + "\nwhen = { \"scripted.number\" = { } }", "expected min, max or both, or one_of"},
        Case{kSteps, kSteps + "\nwhen = { \"scripted.number\" = [] }", "an empty list never holds"}));

INSTANTIATE_TEST_SUITE_P(
    Meaning, WrongFileTest,
    testing::Values(
        Case{"scripted.so", "absent.so", "gate.toml:4:21: error: plugin scripted: cannot open"},
        Case{"scripted.so", "broken-no-entry.so", "does not export postern_plugin_entry_v1"},
        Case{"scripted.so", "broken-other-major.so", "speaks ABI major 2; this gate speaks 1"},
        Case{"scripted/validator", "scripted/validater", "gate.toml:6:7: error: [instances.judge]: use:"},
        Case{"scripted/validator", "none/validator", "no plugin 'none'; loaded: scripted"},
        Case{"scripted/validator", "scripted", "'scripted' can be several:"},
        Case{kSteps, "steps = [\"jugde\", \"giver\"]", "gate.toml:14:10: error: pipeline \"p\": no instance is named 'jugde'; did you mean 'judge'?"},
        Case{kSteps, "steps = [\"giver\"]", "no step is a validator: nothing would be proven"},
        Case{kSteps, "steps = [\"giver\", \"judge\"]", "validator 'judge' stands after a backend"},
        Case{kSteps, "steps = [\"judge\", { use = \"giver\", mode = \"warn\" }]", "mode = \"warn\" is for validators"},
        Case{kSteps, "steps = [{ use = \"judge\", mode = \"warn\" }, \"giver\"]", "nothing ties the evidence to this connection"},
        Case{kSteps, "steps = [{ use = \"judge\", alternatives = [\"giver\"] }]", "alternatives are for backends"},
        Case{kSteps, "steps = [\"judge\", { use = \"giver\", alternatives = [\"judge\"] }]", "alternative 'judge' is not a backend"},
        Case{kSteps, "steps = [\"judge\", \"judge\", \"giver\"]", "'judge' is a step already"},
        Case{kSteps, "steps = [\"judge\", \"giver\", \"giver\"]", "'giver' is a step already"},
        Case{kSteps, kSteps + "\nticket = [\"anwser\"]", "no step produces the ticket field 'anwser'; did you mean 'answer'?"},
        Case{kSteps, kSteps + "\nwhen = { \"scripted.numbr\" = 1 }", "no step proves the claim 'scripted.numbr'; did you mean 'scripted.number'?"},
        Case{kSteps, kSteps + "\nwhen = { \"scripted.text\" = { min = 1 } }", "min and max need an integer"},
        Case{kSteps, kSteps + "\nwhen = { \"scripted.flag\" = \"yes\" }", "is boolean; it never equals the text yes"},
        Case{"role = \"worker\"", "role = \"control-plane\"", "needs a `when` on a verified claim"},
        Case{kSteps, kSteps + "\ntrust_requested_role = true", "has a meaning only with role"},
        Case{"evidence = \"scripted\"", "evidence = \"other\"", "no instance of this configuration judges evidence \"other\"; there is: scripted"},
        Case{kSteps, kSteps + "\n[[pipeline]]\nname = \"q\"\n" + kMatch + "\n" + kSteps, "gate.toml:15:1: error: pipeline \"q\": no request can reach it"},
        Case{kSteps, kSteps + "\n[[pipeline]]\nname = \"p\"\n" + kMatch + "\n" + kSteps, "pipeline \"p\": the name is taken by the one at"},
        Case{"[[pipeline]]", "[instances.idle]\nuse = \"scripted/backend\"\nconfig = { behaviour = \"give\" }\n[[pipeline]]", "warning: [instances.idle]: no pipeline uses it"}));

TEST(DiagnosticsTest, AnErrorInAnIncludedFileHasItsPlaceThere) {
  const std::string text =
      "[plugins]\nqemu-tpm = { path = \"qemu-tpm.so\" }\n[instances.tpm]\nuse = \"qemu-tpm\"\n"
      "config = { ak_trust = \"any\", measurements = [\"m.toml\"] }\n[[pipeline]]\nname = \"p\"\n"
      "match = { evidence = \"qemu-vtpm\", request = \"join\" }\nsteps = [\"tpm\"]\n";
  const std::string zeros(64, '0');
  EXPECT_THAT(diagnose(text, "[[set]]\nname = \"s\"\n[set.pcrs.4]\nexpected = \"" + zeros + "\"\n"), testing::IsEmpty());
  EXPECT_THAT(diagnose(text, "[[set]]\nname = \"s\"\n[set.pcrs.4]\nexpected = \"00\"\n"),
              Contains(HasSubstr("m.toml:4:")));
  EXPECT_THAT(diagnose(text, "[[set]\n"), Contains(HasSubstr("m.toml:1:")));
  EXPECT_THAT(diagnose(text), Contains(HasSubstr("gate.toml:5:46: error: cannot read")));
}

const std::string kTpm =
    "[plugins]\nqemu-tpm = { path = \"qemu-tpm.so\" }\n[instances.tpm]\nuse = \"qemu-tpm\"\n"
    "config = { ak_trust = \"any\", measurements = [\"m.toml\"] }\n[[pipeline]]\nname = \"p\"\n"
    "match = { evidence = \"qemu-vtpm\", request = \"join\" }\nsteps = [\"tpm\"]\n";

attest::Time moment(const std::string& text) { return config::parse_moment(text).value(); }

TEST(MeasurementFilesTest, HoldSetsWithPeriodsSeveralValuesAndWarnings) {
  const std::string zeros(64, '0'), ones(64, '1');
  const std::string sets = "[[set]]\nname = \"old\"\nnot_after = 2026-11-01T00:00:00Z\n[set.pcrs.4]\nexpected = \"" + zeros + "\"\n"
                           "[[set]]\nname = \"new\"\nnot_before = 2026-10-01T00:00:00+02:00\nnot_after = 2027-01-01T00:00:00Z\n"
                           "[set.pcrs.4]\nexpected = [\"" + zeros + "\", \"" + ones + "\"]\n[set.pcrs.8]\nexpected = \"" + ones + "\"\nwarn_only = true\n";
  for (const char* now : {"2026-01-01T00:00:00Z", "2026-10-15T00:00:00Z", "2026-12-31T23:59:59Z"})
    EXPECT_THAT(diagnose(kTpm, sets, moment(now)), testing::IsEmpty()) << now;
  const auto late = diagnose(kTpm, sets, moment("2027-01-01T00:00:00Z"));
  ASSERT_EQ(late.size(), 1u);
  EXPECT_EQ(late[0], "m.toml:1:1: warning: [instances.tpm]: config/measurements: no set is valid now: \"old\" (until "
                     "2026-11-01T00:00:00Z), \"new\" (from 2026-10-01T00:00:00+02:00 until 2027-01-01T00:00:00Z); every machine "
                     "will be refused until one is");
}

TEST(MeasurementFilesTest, ASetWithoutAPeriodIsAlwaysValid) {
  const std::string sets = "[[set]]\nname = \"s\"\n[set.pcrs.4]\nexpected = \"" + std::string(64, '0') + "\"\n";
  EXPECT_THAT(diagnose(kTpm, sets, moment("2200-01-01T00:00:00Z")), testing::IsEmpty());
}

TEST(DiagnosticsTest, AnIncludedFileIsItsOwnFolder) {
  const test::TempDir dir;
  std::filesystem::create_directory(dir.path() + "/sub");
  dir.write("sub/m.toml", "[[set]]\nname = \"s\"\n[set.pcrs.4]\nexpected = \"" + std::string(64, '0') + "\"\n");
  dir.write("sub/tpm.toml", kTpm);
  const std::string path = dir.write("gate.toml", "include = [\"sub/tpm.toml\"]\n");
  Quiet journal;
  plugin::Surroundings around;
  around.executor = std::make_shared<plugin::Executor>();
  around.services = std::make_shared<HostServices>(journal, nullptr, plugin::SecretFiles({}), config::CollateralSettings{});
  config::Diagnostics out;
  const Resolved resolved = resolve(config::read_gate_file(path, config::Purpose::kGate, POSTERN_PLUGIN_DIR, out), kGateKinds, around,
                                    attest::Time{}, out);
  check_pipelines(resolved, out);
  EXPECT_TRUE(out.all().empty());
  EXPECT_EQ(resolved.instances.at("tpm").entry.files, std::vector<std::string>{dir.path() + "/sub/m.toml"});
}

}  // namespace
}  // namespace postern::gate

// SPDX-License-Identifier: Apache-2.0
//
// Wrong configurations and what is said about them: the place, and what was expected.

#include <gmock/gmock.h>

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
std::vector<std::string> diagnose(const std::string& text, const std::string& measurements = "") {
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
    const Resolved resolved = resolve(std::move(file), kGateKinds, around, attest::Time{}, out);
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
        Case{kSteps, kSteps + "\nwhen = { \"scripted.number\" = { } }", "expected min, max or both"},
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
        Case{kSteps, "steps = [\"judge\", \"judge\", \"giver\"]", "is proven by an earlier step already"},
        Case{kSteps, "steps = [\"judge\", \"giver\", \"giver\"]", "ticket field answer is produced by 'giver' already"},
        Case{kSteps, kSteps + "\nticket = [\"anwser\"]", "no step produces the ticket field 'anwser'; did you mean 'answer'?"},
        Case{kSteps, kSteps + "\nwhen = { \"scripted.numbr\" = 1 }", "no step proves the claim 'scripted.numbr'; did you mean 'scripted.number'?"},
        Case{kSteps, kSteps + "\nwhen = { \"scripted.text\" = { min = 1 } }", "min and max need an integer"},
        Case{kSteps, kSteps + "\nwhen = { \"scripted.flag\" = \"yes\" }", "is boolean; it never equals yes"},
        Case{"role = \"worker\"", "role = \"control-plane\"", "needs a `when` on a verified claim"},
        Case{kSteps, kSteps + "\ntrust_requested_role = true", "has a meaning only with role"},
        Case{"evidence = \"scripted\"", "evidence = \"other\"", "does not judge evidence \"other\""},
        Case{kSteps, kSteps + "\n[[pipeline]]\nname = \"q\"\n" + kMatch + "\n" + kSteps, "gate.toml:15:1: error: pipeline \"q\": no request can reach it"},
        Case{kSteps, kSteps + "\n[[pipeline]]\nname = \"p\"\n" + kMatch + "\n" + kSteps, "the name is taken by an earlier one"},
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

}  // namespace
}  // namespace postern::gate

// SPDX-License-Identifier: Apache-2.0
//
// One gate for machines of Azure, of Google and of no cloud: they join at the same time, each through the pipeline of its
// own evidence, and none receives what another's pipeline gives.

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>
#include <thread>

#include "common/encoding/base64.h"
#include "e2e/cloud_config.h"
#include "e2e/joiner.h"
#include "e2e/node_config.h"

namespace postern::test {
namespace {

constexpr int kRounds = 4;

// judge_of: the judging instance of a gate for one type, under another name.
std::string judge_of(const GateConfig& gate, const std::string& name) {
  const std::size_t start = gate.tables.find("[instances.judge]"), end = gate.tables.find("[instances.keys]");
  std::string text = gate.tables.substr(start, end - start);
  const std::string old = "instances.judge";
  for (std::size_t at = text.find(old); at != text.npos; at = text.find(old, at + 1))
    text.replace(at, old.size(), "instances." + name);
  return text;
}

// Kind: one of the types, with what only its pipeline gives.
struct Kind {
  std::string name, evidence, salt;  // salt: 32 bytes
};

std::string quoted(const std::string& text) { return "\"" + text + "\""; }

class MixedClusterTest : public testing::Test {
 protected:
  MixedClusterTest() : kernel_(google_.kernel()) {
    cloud_.serve_azure(azure_);
    cloud_.serve_gce(google_);
  }

  // tables_of: salt, keys and pipeline of the type.
  std::string tables_of(const Kind& kind) const {
    const std::string salt = dirs_[0].write(kind.name + "-salt", kind.salt);
    return "[secrets." + kind.name + "-salt]\nfile = " + quoted(salt) + "\n[instances." + kind.name +
           "-keys]\nuse = \"kms\"\nconfig = { mode = \"local\", master_secret = \"master\", salt = \"salt\", measurement_salt = " +
           quoted(kind.name + "-salt") + " }\n[[pipeline]]\nname = " + quoted(kind.name) + "\nmatch = { evidence = " +
           quoted(kind.evidence) + ", request = \"join\", role = \"worker\" }\nsteps = [" + quoted(kind.name) + ", " +
           quoted(kind.name + "-keys") + "]\n";
  }

  GateConfig gate_config() const {
    std::string tables = "[collateral]\nhosts = [\"127.0.0.1\"]\n[plugins]\n";
    for (const char* plugin : {"azure-snp", "gcp", "kms", "qemu-tpm"})
      tables += plugin + std::string(" = { path = \"") + plugin + ".so\" }\n";
    tables += judge_of(azure_gate(dirs_[0], cloud_, azure_.facts.pki), "azure");
    tables += judge_of(sev_snp_gate(dirs_[1], cloud_, google_), "google");
    tables += "[instances.tpm]\nuse = \"qemu-tpm\"\n[instances.tpm.config]\nak_trust = \"any\"\n"
              "[[instances.tpm.config.measurements]]\nname = \"image\"\npcrs.4.expected = " + quoted(std::string(64, '0')) + "\n";
    for (const Kind& kind : kKinds) tables += tables_of(kind);
    return {"", tables};
  }

  std::string node_of(const Kind& kind) const {
    if (kind.name == "azure") return azure_node(dirs_[0], cloud_, azure_);
    if (kind.name == "google") return sev_snp_node(dirs_[1], cloud_, google_, *kernel_);
    return write_node_config(dirs_[2], tpm_.tcti());
  }

  static Ended join_once(const std::string& node, const GateProcess& gate) {
    return run_to_end({POSTERN_BINARY_DIR "/bin/postern", "join", "--config", node, "--plugin-dir", POSTERN_PLUGIN_DIR, "--gate",
                       gate.address(), "--disk-uuid", kDiskUuid, "--show-secrets"});
  }

  const std::vector<Kind> kKinds{{"azure", "azure-sev-snp", std::string(32, 'a')},
                                 {"google", "gcp-sev-snp", std::string(32, 'g')},
                                 {"tpm", "qemu-vtpm", std::string(32, 't')}};
  TempDir dirs_[3];
  AzureVm azure_;
  GcpVm google_{4};
  Swtpm tpm_;
  CloudStandIn cloud_;
  std::unique_ptr<TsmStandIn> kernel_;
};

TEST_F(MixedClusterTest, EachMachineReceivesTheTicketOfItsOwnPipeline) {
  GateProcess gate(gate_config());
  std::vector<std::vector<Ended>> joined(kKinds.size());
  std::vector<std::thread> machines;
  for (std::size_t i = 0; i < kKinds.size(); ++i)
    machines.emplace_back([&, i, node = node_of(kKinds[i])] {
      for (int round = 0; round < kRounds; ++round) joined[i].push_back(join_once(node, gate));
    });
  for (std::thread& machine : machines) machine.join();

  for (std::size_t i = 0; i < kKinds.size(); ++i)
    for (const Ended& ended : joined[i]) {
      ASSERT_EQ(ended.code, 0) << kKinds[i].name << ": " << ended.output << gate.log().all();
      const auto ticket = nlohmann::json::parse(ended.output.substr(ended.output.find("{\n")), nullptr, false);
      ASSERT_TRUE(ticket.is_object()) << ended.output;
      EXPECT_EQ(ticket.value("measurement_salt", ""), encoding::encode_base64(sdk::as_bytes(kKinds[i].salt))) << kKinds[i].name;
    }
  for (const Kind& kind : kKinds)
    EXPECT_EQ(gate.log().count(EventLog::named("ticket-issued", "pipeline", kind.name)), kRounds) << kind.name;
}

TEST_F(MixedClusterTest, AMachineThatOneOfThemRefusesFindsNoOther) {
  GateProcess gate(gate_config());
  azure_.tpm().extend(9, "another kernel");
  EXPECT_EQ(join_once(node_of(kKinds[0]), gate).code, 1);
  EXPECT_EQ(gate.refused("PCR_MISMATCH").value("subject", ""), "tpm.pcr.9");
  EXPECT_EQ(join_once(node_of(kKinds[1]), gate).code, 0) << gate.log().all();
  EXPECT_EQ(join_once(node_of(kKinds[2]), gate).code, 0) << gate.log().all();
  EXPECT_EQ(gate.log().count(EventLog::named("ticket-issued", "pipeline", "azure")), 0u);
}

}  // namespace
}  // namespace postern::test

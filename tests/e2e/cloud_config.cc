// SPDX-License-Identifier: Apache-2.0
#include "e2e/cloud_config.h"

#include "e2e/joiner.h"

namespace postern::test {
namespace {

const std::string kZeros(64, '0');

std::string quoted(const std::string& text) { return "\"" + text + "\""; }
std::string line(const std::string& key, const std::string& value) { return key + " = " + quoted(value) + "\n"; }

// The root of the machine's certificates, as a file beside the gate.
std::string trust(const TempDir& dir, const AmdPki& pki) {
  const std::string root = dir.write("ark.pem", write_certificate(pki.ark()).pem);
  return "amd_roots = false\ntrusted_roots = [" + quoted(root) +
         "]\nminimum_tcb = { bootloader = 4, tee = 2, snp = 24, microcode = 219 }\n";
}

std::string measurements(const std::string& pcr4) {
  return "[[instances.judge.config.measurements]]\nname = \"image\"\npcrs.4.expected = " + quoted(pcr4) +
         "\npcrs.9.expected = " + quoted(kZeros) + "\n";
}

GateConfig gate_for(const std::string& type, const std::string& plugin, const std::string& use,
                    const std::string& judge_config, const CloudGate& more) {
  return {more.gate, "[collateral]\nhosts = [\"127.0.0.1\"]\n" + more.collateral +
                         "[plugins]\n" + plugin + " = { path = \"" + plugin + ".so\" }\nkms = { path = \"kms.so\" }\n" +
                         "[instances.judge]\nuse = " + quoted(use) + "\n[instances.judge.config]\n" + judge_config +
                         "[instances.keys]\nuse = \"kms\"\nconfig = { mode = \"local\", master_secret = \"master\", salt = "
                         "\"salt\", measurement_salt = \"measurement-salt\" }\n"
                         "[[pipeline]]\nname = \"workers\"\nmatch = { evidence = " +
                         quoted(type) + ", request = \"join\", role = \"worker\" }\nsteps = [\"judge\", \"keys\"]\n"};
}

std::string gcp_trust(const CloudStandIn& cloud, const GcpVm& vm) {
  return "ak_trust = \"compute-api\"\ncredentials = \"metadata\"\n" + line("compute_url", cloud.url()) +
         line("metadata_url", cloud.url()) + "allowed_projects = [" + quoted(vm.facts.instance.project_id) + "]\n";
}

std::string gcp_measurements(const GcpVm& vm) {
  return measurements(sdk::to_hex(gcp_pcrs(vm.facts, HashAlgorithm::kSha256).at(4)));
}

std::string node(const TempDir& dir, const std::string& plugin, const std::string& use, const std::string& config) {
  return dir.write("node.toml", "[node]\nissuer = \"me\"\nplugin_dir = \"" POSTERN_PLUGIN_DIR "\"\n"
                                    "[collateral]\nhosts = [\"127.0.0.1\"]\n[plugins]\n" + plugin + " = { path = \"" +
                                    plugin + ".so\" }\n[instances.me]\nuse = " + quoted(use) +
                                    "\n[instances.me.config]\n" + config);
}

std::string gcp_device(const CloudStandIn& cloud, const GcpVm& vm) {
  return line("tcti", vm.tpm().tcti()) + line("event_log", vm.event_log()) + line("metadata_url", cloud.url());
}

}  // namespace

GateConfig azure_gate(const TempDir& dir, const CloudStandIn& cloud, const AmdPki& pki, const CloudGate& more) {
  const std::string digest = sdk::to_hex(ByteVector(48, std::byte{0x1D}));
  const std::string own = more.config.find("id_key_digests") == more.config.npos
                              ? "id_key_digests = [" + quoted(digest) + "]\n"
                              : "";
  return gate_for("azure-sev-snp", "azure-snp", "azure-snp",
                  trust(dir, pki) + line("kds", cloud.url()) + own + more.config + measurements(kZeros), more);
}

GateConfig sev_es_gate(const TempDir&, const CloudStandIn& cloud, const GcpVm& vm) {
  return gate_for("gcp-sev-es", "gcp", "gcp/gcp-sev-es", gcp_trust(cloud, vm) + gcp_measurements(vm), {});
}

GateConfig sev_snp_gate(const TempDir& dir, const CloudStandIn& cloud, const GcpVm& vm) {
  return gate_for("gcp-sev-snp", "gcp", "gcp/gcp-sev-snp",
                  gcp_trust(cloud, vm) + trust(dir, vm.facts.pki) + line("kds", cloud.url()) + gcp_measurements(vm), {});
}

std::string azure_node(const TempDir& dir, const CloudStandIn& cloud, const AzureVm& vm, const std::string& more) {
  return node(dir, "azure-snp", "azure-snp",
              line("tcti", vm.tpm().tcti()) + "event_log = \"none\"\n" + line("imds_url", cloud.url()) +
                  line("kds", cloud.url()) + more);
}

std::string sev_es_node(const TempDir& dir, const CloudStandIn& cloud, const GcpVm& vm) {
  return node(dir, "gcp", "gcp/gcp-sev-es", gcp_device(cloud, vm));
}

std::string sev_snp_node(const TempDir& dir, const CloudStandIn& cloud, const GcpVm& vm, const TsmStandIn& kernel) {
  return node(dir, "gcp", "gcp/gcp-sev-snp",
              gcp_device(cloud, vm) + line("kds", cloud.url()) + line("tsm", kernel.folder()));
}

Ended join_with(const std::string& node_file, const GateProcess& gate) {
  return run_to_end({POSTERN_BINARY_DIR "/bin/postern", "join", "--config", node_file, "--gate", gate.address(),
                     "--disk-uuid", kDiskUuid});
}

}  // namespace postern::test

// SPDX-License-Identifier: Apache-2.0
#include "e2e/swap_gate.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace postern::test {
namespace {

constexpr auto kPatience = std::chrono::seconds(60);

class VendorEvidence : public atls::EvidenceSource {
 public:
  absl::StatusOr<atls::EvidenceDocument> make_evidence(const atls::Nonce& nonce, const atls::ChannelKey& key) override {
    atls::EvidenceDocument evidence{"1.3.9900.99.7", {}};
    evidence.document.insert(evidence.document.end(), nonce.begin(), nonce.end());
    evidence.document.insert(evidence.document.end(), key.begin(), key.end());
    return evidence;
  }
};

class ScriptedEvidence : public atls::EvidenceSource {
 public:
  absl::StatusOr<atls::EvidenceDocument> make_evidence(const atls::Nonce&, const atls::ChannelKey&) override {
    return atls::EvidenceDocument{"1.3.9900.99.1", {std::byte{'x'}}};
  }
};

JoinAs asking(const std::string& kind) {
  JoinAs as;
  as.protocol = rpc::Protocol::kPostern;
  as.request.kind = kind;
  return as;
}

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

const std::string& common_lines() {
  static const std::string lines = "admin_socket = \"admin.sock\"\npreface_timeout = \"10m\"\nidle_timeout = \"10m\"\n";
  return lines;
}

}  // namespace

std::string marked(const std::string& plugin, const std::string& mark, const std::string& more) {
  return "[plugins.vendor]\npath = \"" + plugin + "\"\n[instances.judge]\nuse = \"vendor/judge\"\n[instances.judge.config]\nmark = \"" +
         mark + "\"\n" + more + "[instances.stamp]\nuse = \"vendor/stamp\"\nconfig = { mark = \"" + mark + "\" }\n" +
         "[[pipeline]]\nname = \"vendor\"\nmatch = { evidence = \"vendor\", request = \"mark\" }\n"
         "steps = [\"judge\", { use = \"stamp\", timeout = \"30s\" }]\n";
}

std::string vendor_library(int version) {
  return POSTERN_BINARY_DIR "/lib/postern/test-plugins/vendor-" + std::to_string(version) + ".so";
}

std::string scripted_tables() {
  return "[plugins.scripted]\npath = \"" POSTERN_BINARY_DIR "/lib/postern/test-plugins/scripted.so\"\n"
         "[instances.open]\nuse = \"scripted/validator\"\nconfig = { behaviour = \"allow\" }\n"
         "[instances.giver]\nuse = \"scripted/backend\"\nconfig = { behaviour = \"give\" }\n"
         "[[pipeline]]\nname = \"scripted\"\nmatch = { evidence = \"scripted\", request = \"anything\" }\nsteps = [\"open\", \"giver\"]\n";
}

SwapGate::SwapGate(const std::string& tables, const std::string& gate_lines) {
  const std::string rest = common_lines() + gate_lines;
  process_ = std::make_unique<GateProcess>(GateConfig{rest, tables});
  const std::string written = read_file(process_->folder() + "/gate.toml");
  header_ = written.substr(0, written.size() - tables.size());
  header_.replace(header_.find(rest), rest.size(), common_lines() + "@");
}

std::string SwapGate::text(const std::string& tables, const std::string& gate_lines) const {
  std::string header = header_;
  return header.replace(header.find('@'), 1, gate_lines) + tables;
}

void SwapGate::write(const std::string& tables, const std::string& gate_lines) { write_raw(text(tables, gate_lines)); }

void SwapGate::write_raw(const std::string& text) {
  const std::string path = process_->folder() + "/gate.toml";
  std::ofstream(path + ".new", std::ios::binary) << text;
  std::filesystem::rename(path + ".new", path);
}

v1::ReloadReport SwapGate::reload() {
  auto report = rpc::ask_to_reload(socket(), kPatience);
  if (!report.ok()) throw std::runtime_error("reload: " + report.status().ToString() + "\n" + process_->log().all());
  return *std::move(report);
}

v1::GateStatus SwapGate::status() {
  auto status = rpc::ask_for_status(socket(), kPatience);
  if (!status.ok()) throw std::runtime_error("status: " + status.status().ToString());
  return *std::move(status);
}

bool SwapGate::wait_for_generation(uint64_t number) {
  return process_->log().wait_for([number](const nlohmann::json& line) {
    return line.value("event", "") == "reload" && std::stoull(line.value("generation", "0")) >= number;
  }).has_value();
}

long SwapGate::resident_kib() const {
  std::ifstream file("/proc/" + std::to_string(process_->pid()) + "/status");
  for (std::string word; file >> word;)
    if (long kib = 0; word == "VmRSS:" && file >> kib) return kib;
  throw std::runtime_error("no VmRSS");
}

std::unique_ptr<atls::Client> SwapGate::open() {
  const auto admitted = EventLog::named("handshake-admitted");
  const std::size_t before = process_->log().count(admitted);
  VendorEvidence evidence;
  atls::ClientOptions options;
  options.address = process_->address();
  options.timeout = kPatience;
  auto client = atls::Client::connect(options, evidence);
  if (!client.ok()) throw std::runtime_error(client.status().ToString());
  std::size_t seen = 0;
  const auto one_more = [&](const nlohmann::json& line) { return admitted(line) && ++seen > before; };
  if (!process_->log().wait_for(one_more)) throw std::runtime_error("not admitted:\n" + process_->log().all());
  return *std::move(client);
}

absl::StatusOr<pipeline::Ticket> SwapGate::ask(atls::Client& client) {
  const JoinAs as = asking("mark");
  return rpc::ask_for_ticket(client.take_fd(), as.protocol, as.request, as.timeout);
}

absl::StatusOr<pipeline::Ticket> SwapGate::join_vendor() {
  VendorEvidence evidence;
  return join(process_->address(), evidence, asking("mark"));
}

absl::StatusOr<pipeline::Ticket> SwapGate::join_scripted() {
  ScriptedEvidence evidence;
  return join(process_->address(), evidence, asking("anything"));
}

std::string first_error(const v1::ReloadReport& report) {
  for (const v1::Diagnostic& each : report.diagnostics())
    if (each.severity() == "error")
      return std::filesystem::path(each.file()).filename().string() + ":" + std::to_string(each.line()) + ": " + each.code();
  return {};
}

}  // namespace postern::test

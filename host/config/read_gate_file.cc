// SPDX-License-Identifier: Apache-2.0
#include <filesystem>

#include "host/config/gate_file.h"
#include "host/config/read_named.h"

namespace postern::config {
namespace {

// Reading: one pass over a file's table: its settings here, what has names in NamedReading.
class Reading {
 public:
  Reading(const std::string& path, Diagnostics& out)
      : path_(path), folder_(std::filesystem::absolute(path).parent_path()), out_(out) {
    file_.path = path;
  }

  GateFile run(const toml::table& root, Purpose purpose, const std::string& plugin_dir, const TextSource& source) {
    TableReader reader(path_, root, "top level", out_);
    std::string given_dir;
    if (purpose == Purpose::kGate) given_dir = gate(reader);
    else given_dir = node(reader);
    const std::string dir = given_dir.empty() ? plugin_dir : absolute(given_dir);
    file_.gate.plugin_dir = file_.node.plugin_dir = dir;
    file_.collateral = read_collateral(reader, path_, folder_.string(), out_);
    if (purpose == Purpose::kGate) file_.effects = read_effects(reader, path_, folder_.string(), out_);
    if (purpose == Purpose::kGate) file_.records = read_records(reader, path_, folder_.string(), out_);
    log(reader);
    NamedReading(file_, purpose, dir, source, out_).read(reader);
    return std::move(file_);
  }

 private:
  std::string absolute(const std::string& path) const { return (folder_ / path).lexically_normal().string(); }

  std::string gate(TableReader& root) {
    const toml::table* table = root.table("gate");
    if (table == nullptr) return {};
    TableReader reader(path_, *table, "[gate]", out_);
    GateSettings& gate = file_.gate;
    gate.listen = reader.text_or("listen", gate.listen);
    gate.admin_listen = reader.text_or("admin_listen", "");
    if (const std::string socket = reader.text_or("admin_socket", ""); !socket.empty())
      gate.admin_socket = absolute(socket);
    gate.watch = reader.flag_or("watch", gate.watch);
    gate.drain_timeout = reader.duration_or("drain_timeout", gate.drain_timeout);
    gate.lifecycle_timeout = reader.duration_or("lifecycle_timeout", gate.lifecycle_timeout);
    gate.max_evidence_bytes = reader.size_or("max_evidence", gate.max_evidence_bytes, 16 * 1024 * 1024);
    gate.handshake_timeout = reader.duration_or("handshake_timeout", gate.handshake_timeout);
    gate.preface_timeout = reader.duration_or("preface_timeout", gate.preface_timeout);
    gate.idle_timeout = reader.duration_or("idle_timeout", gate.idle_timeout);
    gate.max_connections = reader.integer_or("max_connections", gate.max_connections, 1, 100'000);
    gate.max_handshakes = reader.integer_or("max_handshakes", gate.max_handshakes, 1, 100'000);
    gate.handshake_workers = reader.integer_or("handshake_workers", gate.handshake_workers, 1, 1024);
    gate.request_workers = reader.integer_or("request_workers", gate.request_workers, 1, 1024);
    return reader.text_or("plugin_dir", "");
  }

  std::string node(TableReader& root) {
    const toml::table* table = root.table("node");
    if (table == nullptr) {
      out_.error({path_, 1, 1}, Code::kKeyMissing, "missing table [node]; this file is to say which gate and which issuer a node uses");
      return {};
    }
    TableReader reader(path_, *table, "[node]", out_);
    file_.node.gate = reader.text_or("gate", "");
    file_.node.issuer = reader.text("issuer");
    file_.node.issuer_at = reader.at("issuer");
    return reader.text_or("plugin_dir", "");
  }

  void log(TableReader& root) {
    const toml::table* table = root.table("log");
    if (table == nullptr) return;
    TableReader reader(path_, *table, "[log]", out_);
    file_.gate.log_format = reader.choice_or("format", "text", {"text", "json"});
    file_.gate.log_level = reader.choice_or("level", "info", {"debug", "info", "warn", "error"});
  }

  const std::string path_;  // readers report with it until their end, when file_ may have been given away
  const std::filesystem::path folder_;
  Diagnostics& out_;
  GateFile file_;
};

}  // namespace

GateFile read_gate_text(const std::string& text, const std::string& path, Purpose purpose,
                        const std::string& plugin_dir, Diagnostics& out, const TextSource& source) {
  const toml::table root = parse_text(text, path, out);
  if (!out.ok()) return {};
  return Reading(path, out).run(root, purpose, plugin_dir, source);
}

GateFile read_gate_file(const std::string& path, Purpose purpose, const std::string& plugin_dir, Diagnostics& out) {
  const auto text = read_text_file(path, {path, 0, 0}, out);
  return text ? read_gate_text(*text, path, purpose, plugin_dir, out) : GateFile();
}

}  // namespace postern::config

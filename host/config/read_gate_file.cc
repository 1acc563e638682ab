// SPDX-License-Identifier: Apache-2.0
#include <filesystem>

#include "host/config/gate_file.h"
#include "host/config/read_pipeline.h"
#include "host/config/toml_json.h"
#include "host/pipeline/request.h"

namespace postern::config {
namespace {

// Reading: one pass over a file's table.
class Reading {
 public:
  Reading(const std::string& path, Diagnostics& out)
      : path_(path), folder_(std::filesystem::absolute(path).parent_path()), out_(out) {
    file_.path = path;
  }

  GateFile run(const toml::table& root, Purpose purpose, const std::string& plugin_dir) {
    TableReader reader(path_, root, "top level", out_);
    std::string given_dir;
    if (purpose == Purpose::kGate) given_dir = gate(reader);
    else given_dir = node(reader);
    const std::string dir = given_dir.empty() ? plugin_dir : absolute(given_dir);
    file_.gate.plugin_dir = file_.node.plugin_dir = dir;
    file_.collateral = read_collateral(reader, path_, folder_.string(), out_);
    log(reader);
    secrets(reader);
    plugins(reader, dir);
    instances(reader);
    if (purpose == Purpose::kGate) pipelines(reader);
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
    gate.metrics_listen = reader.text_or("metrics_listen", "");
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
      out_.error({path_, 1, 1}, "missing table [node]; this file is to say which gate and which issuer a node uses");
      return {};
    }
    TableReader reader(path_, *table, "[node]", out_);
    file_.node.gate = reader.text_or("gate", "");
    file_.node.issuer = reader.text("issuer");
    return reader.text_or("plugin_dir", "");
  }

  void log(TableReader& root) {
    const toml::table* table = root.table("log");
    if (table == nullptr) return;
    TableReader reader(path_, *table, "[log]", out_);
    file_.gate.log_format = reader.choice_or("format", "text", {"text", "json"});
    file_.gate.log_level = reader.choice_or("level", "info", {"debug", "info", "warn", "error"});
  }

  // each: calls body(name, reader) for every table in the table of tables `key`.
  template <typename Body>
  void each(TableReader& root, const std::string& key, Body&& body) {
    const toml::table* tables = root.table(key);
    if (tables == nullptr) return;
    for (const auto& [name, value] : *tables) {
      const std::string label(name.str());
      const std::string what = "[" + key + "." + label + "]";
      const Position at = position(path_, value);
      if (!pipeline::is_name(label)) out_.error(at, what + ": expected a name of [a-z0-9_.-], starting with a letter");
      if (!value.is_table()) {
        out_.error(at, what + ": expected a table");
        continue;
      }
      TableReader reader(path_, *value.as_table(), what, out_);
      body(label, reader);
    }
  }

  void secrets(TableReader& root) {
    each(root, "secrets", [&](const std::string& name, TableReader& reader) {
      file_.secrets[name] = absolute(reader.text("file"));
    });
  }

  void plugins(TableReader& root, const std::string& dir) {
    each(root, "plugins", [&](const std::string& name, TableReader& reader) {
      const std::string path = (std::filesystem::path(dir) / reader.text("path")).lexically_normal().string();
      std::string pin = reader.text_or("sha256", "");
      if (!pin.empty() && (pin.size() != 64 || pin.find_first_not_of("0123456789abcdefABCDEF") != std::string::npos))
        reader.error("sha256", "sha256: expected 64 hexadecimal digits, found " + std::to_string(pin.size()) +
                                   " characters");
      file_.plugins.push_back({name, path, std::move(pin), reader.at("path")});
    });
  }

  void instances(TableReader& root) {
    each(root, "instances", [&](const std::string& name, TableReader& reader) {
      InstanceEntry entry;
      entry.name = name;
      entry.use = reader.text("use");
      entry.at = reader.at("use");
      if (const toml::table* config = reader.table("config"))
        entry.config = to_json(*config, path_, "", entry.places);
      file_.instances.push_back(std::move(entry));
    });
  }

  void pipelines(TableReader& root) {
    const toml::array* list = root.array("pipeline");
    if (list == nullptr) {
      out_.error({path_, 1, 1}, "no [[pipeline]]: the gate would refuse everybody");
      return;
    }
    for (const toml::node& node : *list) {
      if (node.is_table()) file_.pipelines.push_back(read_pipeline(path_, *node.as_table(), out_));
      else out_.error(position(path_, node), "pipeline: expected [[pipeline]] tables");
    }
  }

  const std::string path_;  // readers report with it until their end, when file_ may have been given away
  const std::filesystem::path folder_;
  Diagnostics& out_;
  GateFile file_;
};

}  // namespace

GateFile read_gate_text(const std::string& text, const std::string& path, Purpose purpose,
                        const std::string& plugin_dir, Diagnostics& out) {
  const toml::table root = parse_text(text, path, out);
  if (!out.ok()) return {};
  return Reading(path, out).run(root, purpose, plugin_dir);
}

GateFile read_gate_file(const std::string& path, Purpose purpose, const std::string& plugin_dir, Diagnostics& out) {
  const toml::table root = parse_file(path, {path, 0, 0}, out);
  if (!out.ok()) return {};
  return Reading(path, out).run(root, purpose, plugin_dir);
}

}  // namespace postern::config

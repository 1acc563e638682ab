// SPDX-License-Identifier: Apache-2.0
#pragma once

// GateFile: what a configuration file says, in the order and with the places in which it says it. Nothing here has
// been checked against the plugins yet.

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "host/config/collateral_settings.h"
#include "host/config/effects_settings.h"
#include "host/config/diagnostic.h"
#include "host/config/includes.h"
#include "host/config/instance_config.h"
#include "host/config/record_settings.h"
#include "host/config/toml_json.h"
#include "host/pipeline/condition.h"

namespace postern::config {

struct GateSettings {
  std::string listen = "0.0.0.0:9090";
  std::string admin_listen;    // status page, metrics and health over HTTP; empty: none
  std::string admin_socket;    // absolute path of a Unix socket for `postern status` and `postern reload`; empty: none
  std::string plugin_dir;      // absolute
  bool watch = true;           // reload when a file of the configuration changes
  uint64_t max_evidence_bytes = 1024 * 1024;
  std::chrono::nanoseconds handshake_timeout = std::chrono::seconds(30);
  std::chrono::nanoseconds preface_timeout = std::chrono::seconds(10);
  std::chrono::nanoseconds idle_timeout = std::chrono::seconds(120);
  std::chrono::nanoseconds drain_timeout = std::chrono::minutes(10);     // of connections of an older generation
  std::chrono::nanoseconds lifecycle_timeout = std::chrono::seconds(30);  // of each create, self-test, destroy …
  int64_t max_connections = 4096;
  int64_t max_handshakes = 1024;
  int64_t handshake_workers = 16;
  int64_t request_workers = 64;
  std::string log_format = "text";  // or "json"
  std::string log_level = "info";
};

struct NodeSettings {
  std::string gate;    // host:port
  std::string issuer;  // name of an instance
  Position issuer_at;
  std::string plugin_dir;
};

struct PluginEntry {
  std::string name, path, sha256;  // path absolute
  Position at;
};

struct StepEntry {
  std::vector<std::string> instances;  // the first, then its alternatives
  std::vector<Position> instances_at;  // of each
  std::optional<std::chrono::nanoseconds> timeout;
  bool warn = false;
  Position at;
};

struct PipelineEntry {
  std::string name;
  std::string evidence, request, role;
  bool trust_requested_role = false;
  std::vector<pipeline::Condition> when;
  std::vector<Position> when_at;  // of each condition
  std::vector<StepEntry> steps;
  std::vector<std::string> ticket;
  std::vector<Position> ticket_at;  // of each
  Position at, evidence_at, request_at, role_at, trust_at, steps_at;
};

struct GateFile {
  std::string path;
  std::vector<std::string> files;  // of which it consists: itself, then what it includes; absolute
  GateSettings gate;
  NodeSettings node;
  CollateralSettings collateral;
  RecordSettings records;
  EffectsSettings effects;
  std::map<std::string, std::string, std::less<>> secrets;  // name → absolute path
  std::vector<PluginEntry> plugins;
  std::vector<InstanceEntry> instances;
  std::vector<PipelineEntry> pipelines;
};

// What a file is for: a gate's has [gate] and pipelines, a node's has [node].
enum class Purpose { kGate, kNode };

// read_gate_file: the file and what it includes, and every error in their form. plugin_dir is used when the file names
// none; relative paths are relative to the folder of the file in which they stand. Reads these files, nothing else: the
// environment has no say.
GateFile read_gate_file(const std::string& path, Purpose purpose, const std::string& plugin_dir, Diagnostics& out);

// read_gate_text: the same for a text that would stand in the file `path`. source: where included files come from.
GateFile read_gate_text(const std::string& text, const std::string& path, Purpose purpose,
                        const std::string& plugin_dir, Diagnostics& out, const TextSource& source = read_text_file);

}  // namespace postern::config

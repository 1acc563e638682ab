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
#include "host/config/diagnostic.h"
#include "host/config/instance_config.h"
#include "host/pipeline/condition.h"

namespace postern::config {

struct GateSettings {
  std::string listen = "0.0.0.0:9090";
  std::string metrics_listen;  // empty: none
  std::string plugin_dir;      // absolute
  uint64_t max_evidence_bytes = 1024 * 1024;
  std::chrono::nanoseconds handshake_timeout = std::chrono::seconds(30);
  std::chrono::nanoseconds preface_timeout = std::chrono::seconds(10);
  std::chrono::nanoseconds idle_timeout = std::chrono::seconds(120);
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
  std::string plugin_dir;
};

struct PluginEntry {
  std::string name, path, sha256;  // path absolute
  Position at;
};

struct StepEntry {
  std::vector<std::string> instances;  // the first, then its alternatives
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
  Position at, steps_at, ticket_at;
};

struct GateFile {
  std::string path;
  GateSettings gate;
  NodeSettings node;
  CollateralSettings collateral;
  std::map<std::string, std::string, std::less<>> secrets;  // name → absolute path
  std::vector<PluginEntry> plugins;
  std::vector<InstanceEntry> instances;
  std::vector<PipelineEntry> pipelines;
};

// What a file is for: a gate's has [gate] and pipelines, a node's has [node].
enum class Purpose { kGate, kNode };

// read_gate_file: the file, and every error in its form. plugin_dir is used when the file names none; relative paths
// in the file are relative to the file's folder. Reads the file and the files that it names, nothing else.
GateFile read_gate_file(const std::string& path, Purpose purpose, const std::string& plugin_dir, Diagnostics& out);

// read_gate_text: the same for a text that would stand in the file `path`.
GateFile read_gate_text(const std::string& text, const std::string& path, Purpose purpose,
                        const std::string& plugin_dir, Diagnostics& out);

}  // namespace postern::config

// SPDX-License-Identifier: Apache-2.0
#pragma once

// StatusView: what the status page shows, as texts and numbers. Everything in it may be what a peer sent.

#include <cstdint>
#include <string>
#include <vector>

namespace postern::web {

struct StepView {
  std::string instance;
  std::string component;  // "qemu-tpm/qemu-tpm"
  bool judges = false;    // a validator, else a backend
  bool warns = false;     // mode = "warn"
  std::vector<std::string> alternatives;
};

struct CountView {
  std::string what;  // "issued", or a reason's code
  uint64_t number = 0;
};

struct PipelineView {
  std::string name, evidence, request, role;
  std::vector<std::string> when;  // conditions as texts
  std::vector<StepView> steps;
  std::vector<CountView> counts;
};

struct PluginView {
  std::string name, version, sha256;
};

struct DecisionView {
  std::string time;  // RFC 3339
  bool is_refusal = false;
  std::string code;  // "admitted", "issued", or the reason's code
  std::string evidence, request, pipeline, step, connection, request_id;
  std::string subject, expected, observed, specification, text, remedy;
};

struct StatusView {
  std::string version, started;
  uint64_t generation = 0;
  std::string loaded, digest;       // of the generation in force
  std::string reload_time, reload_result;  // of the last attempt; empty: there was none
  bool reload_failed = false;
  uint64_t connections = 0, draining = 0;  // machines connected; of those by older generations
  std::vector<PipelineView> pipelines;
  std::vector<PluginView> plugins;
  std::vector<DecisionView> decisions;  // newest first
};

}  // namespace postern::web

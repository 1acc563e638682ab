// SPDX-License-Identifier: Apache-2.0
#include "host/daemon/restart_keys.h"

namespace postern::app {
namespace {

using Keys = std::vector<std::string>;

void compare_gate(const config::GateSettings& started, const config::GateSettings& wanted, Keys& keys) {
  const auto compare = [&](const char* key, auto config::GateSettings::*member) {
    if (started.*member != wanted.*member) keys.emplace_back(key);
  };
  using Settings = config::GateSettings;
  compare("[gate] listen", &Settings::listen);
  compare("[gate] admin_listen", &Settings::admin_listen);
  compare("[gate] admin_socket", &Settings::admin_socket);
  compare("[gate] watch", &Settings::watch);
  compare("[gate] max_evidence", &Settings::max_evidence_bytes);
  compare("[gate] handshake_timeout", &Settings::handshake_timeout);
  compare("[gate] preface_timeout", &Settings::preface_timeout);
  compare("[gate] idle_timeout", &Settings::idle_timeout);
  compare("[gate] max_connections", &Settings::max_connections);
  compare("[gate] max_handshakes", &Settings::max_handshakes);
  compare("[gate] handshake_workers", &Settings::handshake_workers);
  compare("[gate] request_workers", &Settings::request_workers);
  compare("[log] format", &Settings::log_format);
  compare("[log] level", &Settings::log_level);
}

void compare_records(const config::RecordSettings& started, const config::RecordSettings& wanted, Keys& keys) {
  const auto compare = [&](const char* key, auto config::RecordSettings::*member) {
    if (started.*member != wanted.*member) keys.emplace_back(key);
  };
  using Settings = config::RecordSettings;
  compare("[records] directory", &Settings::directory);
  compare("[records] durability", &Settings::waits_for_disk);
  compare("[records] interval", &Settings::interval);
  compare("[records] on_failure", &Settings::refuses_on_failure);
  compare("[records] max_file_bytes", &Settings::max_file_bytes);
  compare("[records] keep_evidence", &Settings::keep_evidence);
  compare("[records] max_kept_bytes", &Settings::max_kept_bytes);
}

}  // namespace

Keys restart_keys(const config::GateFile& started, const config::GateFile& wanted) {
  Keys keys;
  compare_gate(started.gate, wanted.gate, keys);
  if (started.effects.directory != wanted.effects.directory) keys.emplace_back("[effects] directory");
  compare_records(started.records, wanted.records, keys);
  return keys;
}

}  // namespace postern::app

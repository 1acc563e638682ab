// SPDX-License-Identifier: Apache-2.0
#pragma once

// ScriptedGate: a gate over the scripted plugin, from a configuration text to tickets; and everything that it says.

#include <gtest/gtest.h>

#include <stdexcept>

#include "host/gate/gate.h"
#include "host/gate/host_services.h"
#include "host/gate/pipeline_check.h"
#include "support/journal_recorder.h"
#include "support/temp_dir.h"

namespace postern::gate {

inline constexpr char kPlugins[] = "[plugins]\nscripted = { path = \"../test-plugins/scripted.so\" }\n";

class ScriptedGate : public ::testing::Test {
 protected:
  // load: puts the text, behind kPlugins, into force. False when it is refused; said() then tells why.
  bool load(const std::string& text) {
    config::GateFile file = config::read_gate_text(kPlugins + text, dir_.path() + "/gate.toml", config::Purpose::kGate,
                                                   POSTERN_PLUGIN_DIR, out_);
    around_.executor = std::make_shared<plugin::Executor>();
    around_.services = std::make_shared<HostServices>(journal_, &metrics_, plugin::SecretFiles(file.secrets), file.collateral);
    if (!out_.ok()) return false;
    const Resolved resolved = resolve(std::move(file), kGateKinds, around_, {}, out_);
    if (out_.ok()) check_pipelines(resolved, out_);
    if (out_.ok()) generation_ = Generation::build(resolved, around_, {}, out_);
    if (generation_ == nullptr) return false;
    gate_ = std::make_unique<Gate>(generation_, journal_, metrics_, [] { return attest::Time(std::chrono::seconds(1'790'000'000)); },
                                   recorder_);
    return true;
  }
  std::string said() const {
    std::string lines;
    for (const auto& diagnostic : out_.all()) lines += print(diagnostic).substr(dir_.path().size() + 1) + "\n";
    return lines;
  }

  attest::Evidence evidence(const std::string& type = "scripted") const {
    return {type, {std::byte{1}}, attest::ByteVector(32, std::byte{2}), attest::ByteVector(32, std::byte{3})};
  }
  attest::IdentityPtr admit() {
    auto answer = gate_->examine(evidence(), "connection-1");
    if (const auto* refusal = std::get_if<attest::Refusal>(&answer)) throw std::runtime_error(describe(*refusal));
    return std::get<attest::IdentityPtr>(answer);
  }
  std::string refused(const std::string& type = "scripted") {
    const auto answer = gate_->examine(evidence(type), "connection-1");
    const auto* refusal = std::get_if<attest::Refusal>(&answer);
    return refusal == nullptr ? "none" : refusal->reason.code;
  }
  // ask: "pipeline: field=value …" of the ticket, or the code of the refusal.
  std::string ask(const attest::Identity& identity, const std::string& kind = "join", const std::string& role = "") {
    const auto outcome = gate_->issue(identity, {kind, role, "request-1", {}, {}});
    if (const auto* refusal = std::get_if<attest::Refusal>(&outcome)) return refusal->reason.code;
    const auto& ticket = std::get<pipeline::Ticket>(outcome);
    std::string text = ticket.pipeline + ":";
    for (const auto& field : ticket.fields)
      text += " " + field.name + "=" + std::string(reinterpret_cast<const char*>(field.bytes.bytes().data()), field.bytes.size());
    return text;
  }
  std::string field_of(const std::string& event, const std::string& name) const {
    for (const attest::Event& each : journal_.events())
      if (each.name == event)
        for (const auto& [key, value] : each.fields)
          if (key == name) return value;
    return "<none>";
  }

  test::TempDir dir_;
  test::JournalRecorder journal_;
  observe::Metrics metrics_;
  plugin::Surroundings around_;
  config::Diagnostics out_;
  attest::Recorder* recorder_ = nullptr;
  std::shared_ptr<const Generation> generation_;
  std::unique_ptr<Gate> gate_;
};

inline std::string instance(const std::string& name, const std::string& use, const std::string& behaviour,
                            const std::string& argument = "") {
  return "[instances." + name + "]\nuse = \"scripted/" + use + "\"\nconfig = { behaviour = \"" + behaviour + "\", argument = \"" +
         argument + "\" }\n";
}
inline std::string pipeline(const std::string& name, const std::string& match, const std::string& steps,
                            const std::string& more = "") {
  return "[[pipeline]]\nname = \"" + name + "\"\nmatch = { " + match + " }\nsteps = " + steps + "\n" + more + "\n";
}
inline constexpr char kJoin[] = "evidence = \"scripted\", request = \"join\"";

}  // namespace postern::gate

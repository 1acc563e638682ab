// SPDX-License-Identifier: Apache-2.0
#include <fstream>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "plugins/scripted/script.h"

namespace postern::scripted {
namespace {

Script read(postern_bytes config) {
  const auto json = nlohmann::json::parse(view(config), nullptr, false);
  if (!json.is_object()) return {};
  return {json.value("behaviour", ""), json.value("fifo", ""), json.value("argument", ""), json.value("mark", "")};
}

postern_status check_config(postern_call* call, postern_bytes config) {
  const Script script = read(config);
  if (script.behaviour == "config-throws") throw std::runtime_error("an exception in check_config");
  if (script.behaviour == "config-reads-secret") {
    postern_bytes secret{};
    log(call, "secret_get answered " + std::to_string(host().secret_get(call, raw("canary"), &secret)));
  }
  if (!script.behaviour.empty() && script.behaviour != "config-refused") return POSTERN_OK;
  postern_reason reason{};
  reason.struct_size = sizeof(reason);
  reason.code = raw(POSTERN_REASON_MISCONFIGURED);
  reason.subject = raw("/behaviour");
  reason.operator_text = raw("expected a behaviour");
  host().fail(call, &reason);
  return POSTERN_MISCONFIGURED;
}

postern_status create(postern_call* call, postern_bytes config, postern_instance** out) {
  Script script = read(config);
  const std::string name = script.behaviour;
  log(call, "create " + name);
  if (name == "create-throws") throw std::runtime_error("an exception in create");
  if (name == "create-fails") return refuse(call, POSTERN_UNAVAILABLE, POSTERN_REASON_BACKEND_UNAVAILABLE, "not today");
  if (name == "create-nothing") return POSTERN_OK;
  if (name == "create-hangs") hang();
  *out = reinterpret_cast<postern_instance*>(new Script(std::move(script)));
  if (name == "create-blocks") block(script_of(*out));
  return POSTERN_OK;
}

postern_status self_test(postern_call* call, postern_instance* instance) {
  const Script& script = script_of(instance);
  log(call, "self_test");
  if (script.behaviour == "self-test-throws") throw std::runtime_error("an exception in self_test");
  if (script.behaviour == "self-test-fails")
    return refuse(call, POSTERN_MISCONFIGURED, POSTERN_REASON_SECRET_UNREADABLE, "the self test fails");
  return POSTERN_OK;
}

void destroy(postern_instance* instance) {
  const Script script = script_of(instance);
  delete reinterpret_cast<Script*>(instance);
  if (!script.mark.empty()) std::ofstream(script.mark, std::ios::app) << "destroyed\n";
  if (script.behaviour == "destroy-blocks") block(script);
  if (script.behaviour == "destroy-throws") throw std::runtime_error("an exception in destroy");
}

}  // namespace

const postern_lifecycle_ops kLifecycle{sizeof(postern_lifecycle_ops), 0, check_config, create, self_test, destroy};

}  // namespace postern::scripted

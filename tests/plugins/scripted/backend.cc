// SPDX-License-Identifier: Apache-2.0
#include <stdexcept>

#include "plugins/scripted/script.h"

namespace postern::scripted {
namespace {

// effects-…: announces two effects and then does not come back with OK.
void announce(postern_call* call) {
  host().effect_put(call, raw("first"));
  host().effect_put(call, raw("second"));
}

postern_status contribute(postern_call* call, postern_instance* instance, const postern_request* request) {
  const Script& script = script_of(instance);
  const std::string& name = script.behaviour;
  log(call, "entered");
  if (name.starts_with("effects")) announce(call);
  if (name == "effects-then-denied") return refuse(call, POSTERN_DENIED, "VENDOR_SAYS_NO", "after its effects");
  if (name == "effects-then-unavailable") return POSTERN_UNAVAILABLE;
  if (name == "effects-then-throw") throw std::runtime_error("after its effects");
  if (name == "effects-then-hang") hang();
  if (name == "block" || name == "effects-then-block") {
    block(script);
    host().effect_put(call, raw("too-late"));
    log(call, "left " + std::to_string(host().cancelled(call)));
  }
  postern_status status = POSTERN_OK;
  if (common_behaviour(call, script, status)) return status;
  const auto found = contributions().find(name);
  contributions().at(found == contributions().end() ? "give" : name)(call, script, *request);
  return POSTERN_OK;
}

postern_status revoke(postern_call* call, postern_instance* instance, postern_bytes effect) {
  const Script& script = script_of(instance);
  log(call, "revoke " + std::string(view(effect)) + " at " + std::to_string(host().now(call)));
  if (script.argument == "revoke-throws") throw std::runtime_error("an exception in revoke");
  if (script.argument == "revoke-fails") return refuse(call, POSTERN_UNAVAILABLE, "VENDOR_SAYS_NO", "cannot revoke");
  if (script.argument == "revoke-announces") announce(call);
  if (constexpr std::string_view kBlocks = "revoke-blocks:"; script.argument.starts_with(kBlocks))
    block({.behaviour = {}, .fifo = script.argument.substr(kBlocks.size()), .argument = {}, .mark = {}});
  return POSTERN_OK;
}

}  // namespace

const postern_backend_ops kBackend{sizeof(postern_backend_ops), 0, contribute, revoke};
const postern_backend_ops kBackendWithoutRevoke{sizeof(postern_backend_ops), 0, contribute, nullptr};

}  // namespace postern::scripted

// SPDX-License-Identifier: Apache-2.0
#include <functional>

#include "plugins/scripted/script.h"

namespace postern::scripted {
namespace {

// Behaviours in which verdict and status do not go together.
bool odd_verdict(const Script& script, postern_verdict& verdict, postern_status& status) {
  struct Odd {
    postern_verdict verdict;
    postern_status status;
  };
  static const std::map<std::string_view, Odd> odd{{"deny-without-reason", {POSTERN_DENY, POSTERN_OK}},
                                                   {"verdict-7", {7, POSTERN_OK}},
                                                   {"allow-with-internal", {POSTERN_ALLOW, POSTERN_INTERNAL}},
                                                   {"allow-with-denied", {POSTERN_ALLOW, POSTERN_DENIED}},
                                                   {"allow-with-retryable", {POSTERN_ALLOW, POSTERN_UNAVAILABLE}},
                                                   {"allow-with-unknown", {POSTERN_ALLOW, 12345}},
                                                   {"allow-with-negative", {POSTERN_ALLOW, -1}}};
  const auto found = odd.find(script.behaviour);
  if (found == odd.end()) return false;
  verdict = found->second.verdict;
  status = found->second.status;
  return true;
}

postern_status validate(postern_call* call, postern_instance* instance, const postern_evidence* evidence,
                        postern_verdict* verdict) {
  const Script& script = script_of(instance);
  log(call, "entered");
  postern_status status = POSTERN_OK;
  if (common_behaviour(call, script, status)) return status;
  if (const auto found = statements().find(script.behaviour); found != statements().end()) {
    found->second(call, script, *evidence);
  } else {
    bind_both(call, *evidence);
    claim_all(call);
  }
  if (odd_verdict(script, *verdict, status)) return status;
  if (script.behaviour == "deny-verdict-with-reason") {
    refuse(call, POSTERN_DENIED, "VENDOR_SAYS_NO", "text for the operator");
    return POSTERN_OK;
  }
  if (script.behaviour == "block") block(script);
  *verdict = POSTERN_ALLOW;
  return POSTERN_OK;
}

// The reader proves nothing itself; it reports what it could read of the steps before it.
postern_status read(postern_call* call, postern_instance* instance, const postern_evidence*, postern_verdict* verdict) {
  postern_value value{};
  postern_status status = POSTERN_OK;
  if (common_behaviour(call, script_of(instance), status)) return status;
  status = host().claim_get(call, raw("scripted.text"), &value);
  log(call, "text " + std::to_string(status) + " " + std::string(view(value.bytes)));
  status = host().claim_get(call, raw("scripted.number"), &value);
  log(call, "number " + std::to_string(status) + " " + std::to_string(value.integer));
  postern_bytes key{};
  status = host().bind_get(call, POSTERN_BINDING_CHANNEL_KEY, &key);
  log(call, "channel " + std::to_string(status) + " " + std::to_string(key.len));
  status = host().bind_get(call, POSTERN_BINDING_TPM_AK, &key);
  log(call, "ak " + std::to_string(status));
  *verdict = POSTERN_ALLOW;
  return POSTERN_OK;
}

}  // namespace

const postern_validator_ops kValidator{sizeof(postern_validator_ops), 0, validate};
const postern_validator_ops kReader{sizeof(postern_validator_ops), 0, read};

}  // namespace postern::scripted

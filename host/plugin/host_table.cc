// SPDX-License-Identifier: Apache-2.0
#include "host/plugin/host_table.h"

#include <openssl/crypto.h>

#include <cmath>
#include <string_view>

#include "host/plugin/call_state.h"
#include "postern/collateral.h"

namespace postern::plugin {
namespace {

constexpr uint64_t kLargestSecret = 1024 * 1024;
constexpr uint64_t kLongestMetric = 64;

// Runs a service; nothing that goes wrong in the host may reach the plugin as an exception.
template <typename Body>
postern_status served(postern_call* call, Body&& body) noexcept {
  if (call == nullptr) return POSTERN_CONTRACT;
  try {
    return body(CallState::of(call));
  } catch (...) {
    return POSTERN_INTERNAL;
  }
}

void log(postern_call* call, uint32_t level, postern_bytes text) {
  served(call, [&](CallState& state) { return state.log(level, text), POSTERN_OK; });
}
int64_t now(postern_call* call) {
  return call == nullptr ? 0 : CallState::of(call).input().now.time_since_epoch().count();
}
int64_t remaining(postern_call* call) { return call == nullptr ? 0 : CallState::of(call).remaining().count(); }
uint32_t cancelled(postern_call* call) {
  return call == nullptr || CallState::of(call).closed() || CallState::of(call).remaining().count() == 0 ? 1 : 0;
}
postern_status fail(postern_call* call, const postern_reason* reason) {
  if (reason == nullptr) return POSTERN_CONTRACT;
  return served(call, [&](CallState& state) { return state.fail(*reason); });
}
postern_status claim_put(postern_call* call, postern_bytes name, const postern_value* value) {
  if (value == nullptr) return POSTERN_CONTRACT;
  return served(call, [&](CallState& state) { return state.claim_put(name, *value); });
}
postern_status claim_get(postern_call* call, postern_bytes name, postern_value* out) {
  if (out == nullptr) return POSTERN_CONTRACT;
  return served(call, [&](CallState& state) { return state.claim_get(name, *out); });
}
postern_status bind_put(postern_call* call, uint32_t kind, postern_bytes value) {
  return served(call, [&](CallState& state) { return state.bind_put(kind, value); });
}
postern_status bind_get(postern_call* call, uint32_t kind, postern_bytes* out) {
  if (out == nullptr) return POSTERN_CONTRACT;
  return served(call, [&](CallState& state) { return state.bind_get(kind, *out); });
}
postern_status emit(postern_call* call, const postern_field* field) {
  if (field == nullptr) return POSTERN_CONTRACT;
  return served(call, [&](CallState& state) { return state.emit(*field); });
}
postern_status field_get(postern_call* call, postern_bytes name, postern_value* out) {
  if (out == nullptr) return POSTERN_CONTRACT;
  return served(call, [&](CallState& state) { return state.field_get(name, *out); });
}
postern_status effect_put(postern_call* call, postern_bytes effect) {
  return served(call, [&](CallState& state) { return state.effect_put(effect); });
}
postern_status secret_get(postern_call* call, postern_bytes name, postern_bytes* out) {
  if (out == nullptr) return POSTERN_CONTRACT;
  return served(call, [&](CallState& state) { return state.secret_get(name, *out); });
}
postern_status fetch(postern_call* call, const postern_fetch* request, postern_bytes* out) {
  if (request == nullptr || out == nullptr) return POSTERN_CONTRACT;
  return served(call, [&](CallState& state) { return state.fetch(*request, *out); });
}

void* secure_alloc(uint64_t size) {
  if (size == 0 || size > kLargestSecret) return nullptr;
  return OPENSSL_secure_zalloc(size);
}
void secure_free(void* memory, uint64_t size) { OPENSSL_secure_clear_free(memory, size); }

using Record = void (Services::*)(const std::string&, const std::string&, double);

void record(postern_call* call, postern_bytes name, double value, Record record_in) {
  served(call, [&](CallState& state) {
    if (name.ptr == nullptr || name.len > kLongestMetric || !std::isfinite(value)) return POSTERN_CONTRACT;
    const std::string label(reinterpret_cast<const char*>(name.ptr), name.len);
    if (!pipeline::is_name(label)) return POSTERN_CONTRACT;
    const CallInput& input = state.input();
    (input.services.get()->*record_in)(input.component->library + "_" + label, input.instance, value);
    return POSTERN_OK;
  });
}
void metric_add(postern_call* call, postern_bytes name, double amount) {
  record(call, name, amount, &Services::metric_add);
}
void metric_observe(postern_call* call, postern_bytes name, double value) {
  record(call, name, value, &Services::metric_observe);
}

const postern_collateral kCollateral{sizeof(postern_collateral), 0,
                                     [](postern_call* call, postern_bytes url, postern_bytes page) {
                                       return served(call, [&](CallState& state) { return state.reject(url, page); });
                                     }};

const void* extension(postern_bytes id) {
  const std::string_view name(reinterpret_cast<const char*>(id.ptr), id.ptr == nullptr ? 0 : id.len);
  return name == POSTERN_COLLATERAL_EXTENSION ? &kCollateral : nullptr;
}

}  // namespace

const postern_host& host_table() {
  static const postern_host table{sizeof(postern_host), POSTERN_ABI_MINOR, log,        now,        remaining,
                                  cancelled,            fail,              claim_put,  claim_get,  bind_put,
                                  bind_get,             emit,              effect_put, secret_get, fetch,
                                  secure_alloc,         secure_free,       metric_add, metric_observe, extension,
                                  field_get};
  return table;
}

}  // namespace postern::plugin

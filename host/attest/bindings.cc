// SPDX-License-Identifier: Apache-2.0
#include "host/attest/bindings.h"

#include <algorithm>

#include "postern/host.h"

namespace postern::attest {
namespace {

// What of a value is shown: enough for the longest TPM Name.
std::string beginning(const ByteVector& value) {
  return to_hex(ByteView(value).first(std::min<std::size_t>(value.size(), 66)));
}

}  // namespace

bool equal_constant_time(ByteView a, ByteView b) {
  if (a.size() != b.size()) return false;
  volatile unsigned difference = 0;
  for (std::size_t i = 0; i < a.size(); ++i) difference = difference | std::to_integer<unsigned>(a[i] ^ b[i]);
  return difference == 0;
}

std::string binding_name(uint32_t kind) {
  switch (kind) {
    case POSTERN_BINDING_NONCE: return "nonce";
    case POSTERN_BINDING_CHANNEL_KEY: return "channel-key";
    case POSTERN_BINDING_TPM_AK: return "tpm-ak";
    default: return "binding-" + std::to_string(kind);
  }
}

bool Bindings::put(uint32_t kind, ByteVector value, std::string step) {
  return bindings_.emplace(kind, Binding{std::move(value), std::move(step)}).second;
}

const Bindings::Binding* Bindings::find(uint32_t kind) const {
  const auto found = bindings_.find(kind);
  return found == bindings_.end() ? nullptr : &found->second;
}

std::optional<Refusal> Bindings::merge(const Bindings& other) {
  for (const auto& [kind, binding] : other.bindings_) {
    const Binding* earlier = find(kind);
    if (earlier == nullptr || equal_constant_time(earlier->value, binding.value)) continue;
    Refusal refusal = denied(POSTERN_REASON_BINDING_MISMATCH, "proven differently by " + earlier->step);
    refusal.step = binding.step;
    refusal.reason.subject = binding_name(kind);
    refusal.reason.expected = beginning(earlier->value);
    refusal.reason.observed = beginning(binding.value);
    return refusal;
  }
  for (const auto& [kind, binding] : other.bindings_) bindings_.emplace(kind, binding);
  return std::nullopt;
}

}  // namespace postern::attest

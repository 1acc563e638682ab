// SPDX-License-Identifier: Apache-2.0
#include "host/rpc/trace_context.h"

#include <openssl/rand.h>

#include <array>

#include "host/attest/value.h"

namespace postern::rpc {
namespace {

constexpr std::size_t kVersion = 2, kTraceId = 32, kParentId = 16, kFlags = 2;
constexpr std::size_t kSize = kVersion + 1 + kTraceId + 1 + kParentId + 1 + kFlags;

bool is_hex(std::string_view text) { return text.find_first_not_of("0123456789abcdef") == text.npos; }
bool is_id(std::string_view text) { return is_hex(text) && text.find_first_not_of('0') != text.npos; }

template <std::size_t kBytes>
std::string random_id() {
  std::array<std::byte, kBytes> bytes{};
  RAND_bytes(reinterpret_cast<unsigned char*>(bytes.data()), static_cast<int>(bytes.size()));
  bytes[0] |= std::byte{1};  // never all zeros
  return attest::to_hex(bytes);
}

}  // namespace

std::optional<std::string> trace_id_of(std::string_view traceparent) {
  if (traceparent.size() < kSize) return std::nullopt;
  const std::string_view version = traceparent.substr(0, kVersion), trace = traceparent.substr(kVersion + 1, kTraceId);
  const std::string_view parent = traceparent.substr(kVersion + 1 + kTraceId + 1, kParentId);
  const std::string_view flags = traceparent.substr(kSize - kFlags, kFlags);
  for (const std::size_t dash : {kVersion, kVersion + 1 + kTraceId, kSize - kFlags - 1})
    if (traceparent[dash] != '-') return std::nullopt;
  if (!is_hex(version) || version == "ff" || !is_id(trace) || !is_id(parent) || !is_hex(flags)) return std::nullopt;
  const bool has_more = traceparent.size() > kSize;
  if (has_more && (version == "00" || traceparent[kSize] != '-')) return std::nullopt;
  return std::string(trace);
}

std::string new_traceparent() { return "00-" + random_id<kTraceId / 2>() + "-" + random_id<kParentId / 2>() + "-00"; }

}  // namespace postern::rpc

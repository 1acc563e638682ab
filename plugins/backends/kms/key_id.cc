// SPDX-License-Identifier: Apache-2.0
#include "backends/kms/key_id.h"

namespace postern::kms {
namespace {

constexpr std::size_t kUuidSize = 36;

bool is_hex(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }
bool is_hyphen_place(std::size_t i) { return i == 8 || i == 13 || i == 18 || i == 23; }

}  // namespace

std::optional<KeyId> KeyId::disk(std::string_view uuid) {
  if (uuid.size() != kUuidSize) return std::nullopt;
  for (std::size_t i = 0; i < uuid.size(); ++i)
    if (is_hyphen_place(i) ? uuid[i] != '-' : !is_hex(uuid[i])) return std::nullopt;
  return KeyId(std::string(uuid));
}

KeyId KeyId::measurement_secret() { return KeyId("measurementSecret"); }

}  // namespace postern::kms

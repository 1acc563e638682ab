// SPDX-License-Identifier: Apache-2.0
#pragma once

// Conversions between the contract's byte views and C++ views. Nothing here owns memory.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "postern/abi.h"

namespace postern::sdk {

using ByteView = std::span<const std::byte>;
using ByteVector = std::vector<std::byte>;

// Views of what a postern_bytes points to; empty when len is 0.
inline ByteView view(postern_bytes bytes) {
  return {reinterpret_cast<const std::byte*>(bytes.ptr), static_cast<std::size_t>(bytes.len)};
}
inline std::string_view text_view(postern_bytes bytes) {
  return {reinterpret_cast<const char*>(bytes.ptr), static_cast<std::size_t>(bytes.len)};
}

// The same bytes as the contract sees them; valid as long as the argument's memory.
inline postern_bytes raw(ByteView bytes) {
  return {reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size()};
}
inline postern_bytes raw(std::string_view text) {
  return {reinterpret_cast<const uint8_t*>(text.data()), text.size()};
}

inline ByteView as_bytes(std::string_view text) {
  return {reinterpret_cast<const std::byte*>(text.data()), text.size()};
}
inline ByteVector to_vector(ByteView bytes) { return {bytes.begin(), bytes.end()}; }

// to_hex: lower-case hex, two characters per byte.
inline std::string to_hex(ByteView bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  text.reserve(bytes.size() * 2);
  for (std::byte byte : bytes) {
    text.push_back(kDigits[std::to_integer<unsigned>(byte >> 4)]);
    text.push_back(kDigits[std::to_integer<unsigned>(byte & std::byte{15})]);
  }
  return text;
}

}  // namespace postern::sdk

// SPDX-License-Identifier: Apache-2.0
#pragma once

// Nonce: 32 random bytes that make evidence fresh; single use. On the wire it is text in standard base64 (RFC
// 4648 §4).

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace postern::atls {

inline constexpr std::size_t kNonceSize = 32;      // bytes
inline constexpr std::size_t kNonceTextSize = 44;  // characters, with one '='

using Nonce = std::array<std::byte, kNonceSize>;

// make_nonce: from the system's random generator; INTERNAL when it fails.
absl::StatusOr<Nonce> make_nonce();

// nonce_text: 44 characters of padded standard base64.
std::string nonce_text(const Nonce& nonce);

// parse_nonce_text: the inverse. Nothing but the one canonical spelling: exactly 44 characters, no white
// space, no bits set behind the last byte.
std::optional<Nonce> parse_nonce_text(std::string_view text);

}  // namespace postern::atls

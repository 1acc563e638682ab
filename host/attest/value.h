// SPDX-License-Identifier: Apache-2.0
#pragma once

// Value: a typed value of a claim or a request field, owned by the host. The types are those of the plugin contract.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace postern::attest {

using ByteView = std::span<const std::byte>;
using ByteVector = std::vector<std::byte>;

// Order of alternatives: BOOL, INTEGER, TEXT, BYTES.
using Value = std::variant<bool, int64_t, std::string, ByteVector>;

// type_of: POSTERN_TYPE_* of the value.
uint32_t type_of(const Value& value);

// type_name: "boolean", "integer", "text", "bytes", or "none" for an unknown number.
std::string_view type_name(uint32_t type);

// print: the value as text for logs and records; bytes as lower-case hex.
std::string print(const Value& value);

// to_hex: lower-case hex, two characters per byte.
std::string to_hex(ByteView bytes);

// as_bytes: the bytes of a text.
ByteView as_bytes(std::string_view text);

// is_utf8: whether text is well-formed UTF-8 (RFC 3629).
bool is_utf8(std::string_view text);

}  // namespace postern::attest

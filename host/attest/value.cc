// SPDX-License-Identifier: Apache-2.0
#include "host/attest/value.h"

#include "postern/value.h"

namespace postern::attest {

uint32_t type_of(const Value& value) {
  constexpr uint32_t kTypes[] = {POSTERN_TYPE_BOOL, POSTERN_TYPE_INTEGER, POSTERN_TYPE_TEXT, POSTERN_TYPE_BYTES};
  return kTypes[value.index()];
}

std::string_view type_name(uint32_t type) {
  switch (type) {
    case POSTERN_TYPE_BOOL: return "boolean";
    case POSTERN_TYPE_INTEGER: return "integer";
    case POSTERN_TYPE_TEXT: return "text";
    case POSTERN_TYPE_BYTES: return "bytes";
    default: return "none";
  }
}

std::string print(const Value& value) {
  if (const auto* flag = std::get_if<bool>(&value)) return *flag ? "true" : "false";
  if (const auto* number = std::get_if<int64_t>(&value)) return std::to_string(*number);
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  return to_hex(std::get<ByteVector>(value));
}

std::string to_hex(ByteView bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  text.reserve(bytes.size() * 2);
  for (std::byte byte : bytes) {
    text.push_back(kDigits[std::to_integer<unsigned>(byte >> 4)]);
    text.push_back(kDigits[std::to_integer<unsigned>(byte & std::byte{15})]);
  }
  return text;
}

ByteView as_bytes(std::string_view text) { return {reinterpret_cast<const std::byte*>(text.data()), text.size()}; }

namespace {

// Length of the sequence that a lead byte starts (0: none does) and the smallest code point of that length.
struct Lead {
  int length;
  uint32_t bits, smallest;
};

Lead lead_of(unsigned char byte) {
  if (byte < 0x80) return {1, byte, 0};
  if ((byte & 0xE0) == 0xC0) return {2, byte & 0x1Fu, 0x80};
  if ((byte & 0xF0) == 0xE0) return {3, byte & 0x0Fu, 0x800};
  if ((byte & 0xF8) == 0xF0) return {4, byte & 0x07u, 0x10000};
  return {0, 0, 0};
}

}  // namespace

bool is_utf8(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    Lead lead = lead_of(static_cast<unsigned char>(text[at]));
    if (lead.length == 0 || at + static_cast<std::size_t>(lead.length) > text.size()) return false;
    uint32_t point = lead.bits;
    for (int i = 1; i < lead.length; ++i) {
      const auto next = static_cast<unsigned char>(text[at + static_cast<std::size_t>(i)]);
      if ((next & 0xC0) != 0x80) return false;
      point = (point << 6) | (next & 0x3Fu);
    }
    if (point < lead.smallest || point > 0x10FFFF || (point >= 0xD800 && point <= 0xDFFF)) return false;
    at += static_cast<std::size_t>(lead.length);
  }
  return true;
}

}  // namespace postern::attest

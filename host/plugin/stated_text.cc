// SPDX-License-Identifier: Apache-2.0
#include "host/plugin/stated_text.h"

#include <algorithm>

#include "host/attest/value.h"

namespace postern::plugin {
namespace {

constexpr uint64_t kLongestReason = 4 * 1024;
constexpr uint64_t kLongestLine = 1024;
constexpr std::size_t kMostLines = 64;
constexpr std::size_t kLongestCode = 64;

// The text up to the limit, cut between characters; in hex when it is not UTF-8.
std::string printable_start(postern_bytes bytes, uint64_t limit) {
  if (!readable(bytes)) return {};
  uint64_t end = std::min(bytes.len, limit);
  while (end > 0 && end < bytes.len && (bytes.ptr[end] & 0xC0) == 0x80) --end;
  const std::string text(text_of({bytes.ptr, end}));
  if (attest::is_utf8(text)) return text;
  return "(not UTF-8) " + attest::to_hex(attest::as_bytes(text).first(std::min<std::size_t>(text.size(), 64)));
}

}  // namespace

bool readable(postern_bytes bytes) { return bytes.ptr != nullptr || bytes.len == 0; }

std::string_view text_of(postern_bytes bytes) {
  return {reinterpret_cast<const char*>(bytes.ptr), static_cast<std::size_t>(bytes.len)};
}

std::string printable(postern_bytes bytes) { return printable_start(bytes, kLongestReason); }

std::vector<std::string> printable_lines(postern_bytes text) {
  std::vector<std::string> lines;
  while (readable(text) && text.len != 0 && lines.size() < kMostLines) {
    const std::size_t end = std::min<std::size_t>(text_of(text).find('\n'), text.len);
    lines.push_back(printable_start({text.ptr, end}, kLongestLine));
    const std::size_t used = std::min<std::size_t>(end + 1, text.len);
    text = {text.ptr + used, text.len - used};
  }
  return lines;
}

bool is_code(std::string_view text) {
  if (text.empty() || text.size() > kLongestCode || text[0] < 'A' || text[0] > 'Z') return false;
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; });
}

}  // namespace postern::plugin

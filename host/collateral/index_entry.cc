// SPDX-License-Identifier: Apache-2.0
#include "host/collateral/index_entry.h"

#include <absl/strings/str_cat.h>

#include <charconv>

namespace postern::collateral {
namespace {

constexpr char kFirstLine[] = "postern-collateral-entry 1\n";

// take: what stands behind "name " up to the end of the line, which is taken off the text.
std::optional<std::string_view> take(std::string_view& text, std::string_view name) {
  const std::size_t end = text.find('\n');
  if (end == text.npos || !text.starts_with(name) || text.size() <= name.size() || text[name.size()] != ' ')
    return std::nullopt;
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end + 1);
  return line.substr(name.size() + 1);
}

}  // namespace

std::optional<uint64_t> parse_decimal(std::string_view text, uint64_t most) {
  uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || text.empty() || number > most) return std::nullopt;
  if (text.size() > 1 && text.front() == '0') return std::nullopt;
  return number;
}

bool is_public_url(std::string_view url) {
  const auto address = parse_address(url);
  return address.ok() && (address->scheme == "https" || address->scheme == "http");
}

std::optional<IndexEntry> parse_index_entry(std::string_view text) {
  if (text.size() > kLongestIndexEntry || !text.starts_with(kFirstLine)) return std::nullopt;
  text.remove_prefix(sizeof kFirstLine - 1);
  const auto url = take(text, "url");
  if (!url || !is_public_url(*url)) return std::nullopt;
  const auto fetched = take(text, "fetched");
  const auto size = fetched ? take(text, "size") : std::nullopt;
  const auto sha256 = size ? take(text, "sha256") : std::nullopt;
  if (!sha256 || !is_sha256_hex(*sha256) || !text.empty()) return std::nullopt;
  const auto seconds = parse_decimal(*fetched, kLatestTime);
  const auto bytes = parse_decimal(*size, kLongestPage);
  if (!seconds || !bytes) return std::nullopt;
  return IndexEntry{std::string(*url), std::chrono::sys_seconds(std::chrono::seconds(*seconds)), *bytes,
                    std::string(*sha256)};
}

std::string print_index_entry(const IndexEntry& entry) {
  return absl::StrCat(kFirstLine, "url ", entry.url, "\nfetched ", entry.fetched.time_since_epoch().count(), "\nsize ",
                      entry.size, "\nsha256 ", entry.sha256, "\n");
}

}  // namespace postern::collateral

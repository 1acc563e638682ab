// SPDX-License-Identifier: Apache-2.0
#pragma once

// IndexEntry: what is known of a kept page without its content. As text, one member per line, in this order and no
// other, each line ended by a newline:
//
//   postern-collateral-entry 1
//   url https://kdsintf.amd.com/vcek/v1/Milan/cert_chain
//   fetched 1790000000        seconds since 1970-01-01T00:00:00Z, at most kLatestTime
//   size 4000                 bytes of the content, at most kLongestPage
//   sha256 0123…              of the content, 64 lower-case hexadecimal digits

#include <optional>
#include <string>
#include <string_view>

#include "host/collateral/address.h"
#include "host/collateral/page.h"

namespace postern::collateral {

struct IndexEntry {
  std::string url;
  std::chrono::sys_seconds fetched{};
  uint64_t size = 0;
  std::string sha256;
};

// parse_index_entry: nothing when the text is not exactly what print_index_entry would write for some entry.
std::optional<IndexEntry> parse_index_entry(std::string_view text);
std::string print_index_entry(const IndexEntry& entry);

// parse_decimal: a whole number of at most `most`, written as print does: no sign, no leading zeros.
std::optional<uint64_t> parse_decimal(std::string_view text, uint64_t most);

// is_public_url: whether pages of this URL may be kept: https or http, a host, neither user name nor password.
bool is_public_url(std::string_view url);

// 2255-03-14T16:00:00Z in seconds: every moment up to it is one in nanoseconds too (64 bits, signed).
inline constexpr uint64_t kLatestTime = 9'000'000'000;
inline constexpr uint64_t kLongestIndexEntry = kLongestUrl + 256;  // bytes of its text

}  // namespace postern::collateral

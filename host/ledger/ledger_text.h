// SPDX-License-Identifier: Apache-2.0
#pragma once

// The text of a ledger file. Lines that can be read and removed one by one:
//
//   postern-effects 1
//   + 7 node-token kube-token/bootstrap-token 3f00aa12 1790000000000000000 616263313233 0f1e2d3c4b5a6978
//   - 7 8796a5b4c3d2e1f0
//
// "+" announces: entry, instance, component, request ("." for none), nanoseconds since 1970, the effect in hexadecimal.
// "-" settles. The last word is the first eight bytes of the SHA-256 of the line before it, in hexadecimal. Numbers of
// entries start at 1 and are never used twice in one file.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "host/pipeline/effect_ledger.h"

namespace postern::ledger {

inline constexpr std::string_view kHeader = "postern-effects 1\n";
inline constexpr std::size_t kLongestEffect = 4 * 1024;     // bytes, as in the contract
inline constexpr std::size_t kLongestLine = 16 * 1024;      // bytes

// LedgerContent: what a file says. Entries are the open ones.
struct LedgerContent {
  std::map<uint64_t, pipeline::Intent> open;
  uint64_t last = 0;       // highest number that was ever given
  std::size_t damaged = 0;  // lines that are not what was written, an unfinished last one not counted
  std::size_t whole = 0;    // bytes up to the end of the last whole line
  bool torn = false;       // the last line is unfinished: the gate ended while writing it, and nobody relied on it
};

// announce_line, settle_line: with their line ends. Nothing when the intent cannot be written: names that are empty, too
// long or have other characters than those of configurations, or an effect that is empty or too long.
std::optional<std::string> announce_line(uint64_t entry, const pipeline::Intent& intent);
std::string settle_line(uint64_t entry);

// parse_ledger: never fails but for a file of another kind or version, which is nothing. Damaged lines are passed over,
// since every other line still says what is true: what was announced may exist, what was settled need not be revoked.
std::optional<LedgerContent> parse_ledger(std::string_view text);

}  // namespace postern::ledger

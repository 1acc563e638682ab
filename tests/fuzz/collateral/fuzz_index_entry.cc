// SPDX-License-Identifier: Apache-2.0
//
// Entries of the cache's index. What is accepted is written again as the very same text, within all bounds.

#include "fuzz/collateral/require.h"
#include "host/collateral/index_entry.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace postern;
  const std::string_view text = fuzz::as_text(data, size);
  const auto entry = collateral::parse_index_entry(text);
  if (!entry) return 0;
  REQUIRE(collateral::print_index_entry(*entry) == text);
  REQUIRE(collateral::is_public_url(entry->url));
  REQUIRE(entry->size <= collateral::kLongestPage);
  const collateral::Time fetched(entry->fetched);  // exact in nanoseconds too
  REQUIRE(fetched >= collateral::Time() && std::chrono::floor<std::chrono::seconds>(fetched) == entry->fetched);
  REQUIRE(collateral::is_sha256_hex(entry->sha256));
  return 0;
}

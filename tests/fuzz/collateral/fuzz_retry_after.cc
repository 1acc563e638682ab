// SPDX-License-Identifier: Apache-2.0
//
// Retry-After. Whatever a server writes, it is left alone for at least nothing and at most an hour; a date means the
// same moment whenever it is read.

#include "fuzz/collateral/require.h"
#include "host/collateral/retry_after.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace postern;
  const std::string_view text = fuzz::as_text(data, size);
  const collateral::Time now{std::chrono::seconds(1'790'000'000)};
  const auto wait = collateral::parse_retry_after(text, now);
  if (wait) REQUIRE(*wait >= collateral::Duration(0) && *wait <= collateral::kLongestHold);
  const auto date = collateral::parse_http_date(text, now);
  REQUIRE(!date || wait);
  if (!date || text.find('-') != text.npos) return 0;  // years of two digits depend on the time of reading
  REQUIRE(collateral::parse_http_date(text, now + std::chrono::hours(24 * 365 * 60)) == date);
  const auto earlier = collateral::parse_retry_after(text, now - std::chrono::minutes(1));
  REQUIRE(earlier && *earlier >= *wait);
  return 0;
}

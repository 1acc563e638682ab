// SPDX-License-Identifier: Apache-2.0
//
// An accepted duration is not negative and survives being written and read.

#include "common/duration/duration.h"
#include "require.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace postern::common;
  const auto value = parse_duration(postern::fuzz::as_text(data, size));
  if (!value) return 0;
  REQUIRE(size >= 2 && size <= 11);
  REQUIRE(value->count() >= 0);
  REQUIRE(parse_duration(duration_text(*value)) == value);
  return 0;
}

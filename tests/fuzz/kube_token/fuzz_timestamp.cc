// SPDX-License-Identifier: Apache-2.0
//
// What is read as a time can be written, and reads back as the same second; only digits and a few signs make one.

#include "common/kube/timestamp.h"
#include "require.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace postern::kube;
  const std::string_view text = postern::fuzz::as_text(data, size);
  const auto time = parse_timestamp(text);
  if (!time) return 0;
  REQUIRE(text.find_first_not_of("0123456789-:.+TZ") == text.npos);
  const auto since_1970 = time->time_since_epoch();
  if (since_1970.count() < 0 || since_1970 >= std::chrono::seconds(253'402'300'800)) return 0;  // by its offset
  const std::string written = timestamp(*time);
  REQUIRE(written.size() == 20);
  REQUIRE(parse_timestamp(written) == time);
  return 0;
}

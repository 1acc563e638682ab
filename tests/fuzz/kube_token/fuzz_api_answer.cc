// SPDX-License-Identifier: Apache-2.0
//
// No answer crashes; what is shown of one is fit for a log line; nothing is allowed that does not say "allowed" and
// "true".

#include "backends/kube-token/api_answer.h"
#include "require.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace postern::kube_token;
  const std::string_view text = postern::fuzz::as_text(data, size);
  REQUIRE(postern::fuzz::is_loggable(parse_status_message(text), 200));
  REQUIRE(postern::fuzz::is_loggable(parse_status_reason(text), 64));
  if (parse_allowed(text)) {
    REQUIRE(text.find("true") != text.npos);
    REQUIRE(text.find("allowed") != text.npos || text.find('\\') != text.npos);  // or written with escapes
  }
  parse_object_name(text);
  return 0;
}

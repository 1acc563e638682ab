// SPDX-License-Identifier: Apache-2.0
//
// No answer crashes; what is shown of one is fit for a log line; nothing is allowed that does not say "allowed" and
// "true".

#include "common/kube/api_answer.h"
#include "require.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace postern::kube;
  const std::string_view text = postern::fuzz::as_text(data, size);
  const auto answer = parse_answer(text);
  if (!answer) return 0;
  REQUIRE(answer->is_object());
  REQUIRE(postern::fuzz::is_loggable(status_message(*answer), 300));
  REQUIRE(postern::fuzz::is_loggable(status_reason(*answer), 64));
  REQUIRE(status_wait(*answer).count() >= 0 && status_wait(*answer).count() <= 3600);
  if (says_allowed(*answer)) {
    REQUIRE(text.find("true") != text.npos);
    REQUIRE(text.find("allowed") != text.npos || text.find('\\') != text.npos);  // or written with escapes
  }
  object_name(*answer);
  return 0;
}

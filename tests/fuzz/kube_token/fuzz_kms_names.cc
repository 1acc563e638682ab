// SPDX-License-Identifier: Apache-2.0
//
// A key id from the wire is a UUID, unchanged, and never an internal name; an endpoint keeps to its two forms.

#include <algorithm>

#include "backends/kms/endpoint.h"
#include "backends/kms/key_id.h"
#include "require.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace postern::kms;
  const std::string_view text = postern::fuzz::as_text(data, size);
  if (const auto id = KeyId::disk(text)) {
    REQUIRE(id->text() == text && text.size() == 36);
    REQUIRE(std::count(text.begin(), text.end(), '-') == 4);
    REQUIRE(text.find_first_not_of("0123456789abcdefABCDEF-") == text.npos);
    REQUIRE(id->text() != KeyId::measurement_secret().text());
  }
  if (const auto endpoint = parse_endpoint(text)) {
    REQUIRE(endpoint->text == text);
    REQUIRE(endpoint->target == (text.starts_with("unix:/") ? std::string(text) : "dns:///" + std::string(text)));
    REQUIRE(text.starts_with("unix:/") || (text.find('/') == text.npos && postern::fuzz::is_loggable(text, 4096)));
  }
  return 0;
}

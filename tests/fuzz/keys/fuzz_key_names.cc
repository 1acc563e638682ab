// SPDX-License-Identifier: Apache-2.0
//
// A key id from a node is a UUID, unchanged, and never an internal name; an id that a key service is asked for can stand
// in a log line; an endpoint keeps to its two forms.

#include <algorithm>

#include "common/keys/endpoint.h"
#include "common/keys/key_id.h"
#include "fuzz/kube_token/require.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace postern::keys;
  const std::string_view text = postern::fuzz::as_text(data, size);
  if (const auto id = KeyId::disk(text)) {
    REQUIRE(id->text() == text && text.size() == 36);
    REQUIRE(std::count(text.begin(), text.end(), '-') == 4);
    REQUIRE(text.find_first_not_of("0123456789abcdefABCDEF-") == text.npos);
    REQUIRE(form_of(*id) == KeyIdForm::kUuid);
    REQUIRE(id->text() != KeyId::measurement_secret().text() && id->text() != KeyId::ssh_ca_seed().text());
  }
  if (const auto id = KeyId::requested(text)) {
    REQUIRE(id->text() == text && postern::fuzz::is_loggable(text, KeyId::kLongest));
    REQUIRE((form_of(*id) == KeyIdForm::kUuid) == KeyId::disk(text).has_value());
    REQUIRE((form_of(*id) == KeyIdForm::kSshCaSeed) == (text == "ca_emergency_ssh"));
  }
  if (const auto endpoint = parse_endpoint(text)) {
    REQUIRE(endpoint->text == text);
    REQUIRE(endpoint->target == (text.starts_with("unix:/") ? std::string(text) : "dns:///" + std::string(text)));
    REQUIRE(text.starts_with("unix:/") || (text.find('/') == text.npos && postern::fuzz::is_loggable(text, 4096)));
  }
  return 0;
}

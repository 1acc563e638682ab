// SPDX-License-Identifier: Apache-2.0
//
// An accepted URL is https, has no part that could lead elsewhere, and means the same when it is read again.

#include "common/kube/server_url.h"
#include "require.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace postern::kube;
  const std::string_view text = postern::fuzz::as_text(data, size);
  const auto url = parse_server_url(text);
  if (is_host_and_port(text)) REQUIRE(text.find('/') == text.npos && text.find(':') != text.npos);
  if (!url) return 0;
  REQUIRE(url->base.starts_with("https://" + url->authority));
  REQUIRE(!url->base.ends_with('/'));
  REQUIRE(url->authority.find_first_of("@/?# ") == std::string::npos);
  REQUIRE(url->base.find_first_of("?# \\") == std::string::npos);
  REQUIRE(postern::fuzz::is_loggable(url->base, 4096));
  const auto again = parse_server_url(url->base);
  REQUIRE(again && again->base == url->base && again->authority == url->authority);
  REQUIRE(is_host_and_port(url->authority));
  return 0;
}

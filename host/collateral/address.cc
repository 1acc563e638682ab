// SPDX-License-Identifier: Apache-2.0
#include "host/collateral/address.h"

#include <absl/strings/ascii.h>
#include <absl/strings/str_cat.h>
#include <arpa/inet.h>
#include <curl/curl.h>

#include <algorithm>
#include <memory>

namespace postern::collateral {
namespace {

struct FreeUrl {
  void operator()(CURLU* url) const { curl_url_cleanup(url); }
};

std::string part(CURLU* url, CURLUPart which, unsigned flags = 0) {
  char* text = nullptr;
  if (curl_url_get(url, which, &text, flags) != CURLUE_OK) return {};
  std::string value = text;
  curl_free(text);
  return value;
}

bool has(CURLU* url, CURLUPart which) {
  char* text = nullptr;
  if (curl_url_get(url, which, &text, 0) != CURLUE_OK) return false;
  curl_free(text);
  return true;
}

bool is_printable(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7f; });
}

// no_url: says which text was meant, unless a name and password may stand in it.
absl::Status no_url(std::string_view url) {
  const bool showable = is_printable(url) && url.size() <= 256 && url.find('@') == url.npos;
  return absl::InvalidArgumentError("not an absolute URL: " + std::string(showable ? url : "(not shown)"));
}

}  // namespace

std::string Address::origin() const {
  const bool is_default = (scheme == "https" && port == "443") || (scheme == "http" && port == "80");
  return is_default ? host : absl::StrCat(host, ":", port);
}

bool Address::is_link_local() const {
  if (host == "metadata.google.internal" || host == "localhost" || host == "[::1]") return true;
  in_addr address{};
  if (inet_pton(AF_INET, host.c_str(), &address) != 1) return false;
  const uint32_t number = ntohl(address.s_addr);
  return number >> 16 == 0xA9FE || number >> 24 == 127;
}

absl::StatusOr<Address> parse_address(std::string_view url) {
  if (url.size() > kLongestUrl || !is_printable(url)) return no_url(url);
  const std::unique_ptr<CURLU, FreeUrl> parsed(curl_url());
  const std::string text(url);
  if (!parsed || curl_url_set(parsed.get(), CURLUPART_URL, text.c_str(), CURLU_NON_SUPPORT_SCHEME) != CURLUE_OK)
    return no_url(url);
  if (has(parsed.get(), CURLUPART_USER) || has(parsed.get(), CURLUPART_PASSWORD))
    return absl::InvalidArgumentError("a URL with a user name is not allowed");
  if (has(parsed.get(), CURLUPART_FRAGMENT)) return absl::InvalidArgumentError("a URL with a fragment is not allowed");
  Address address;
  address.url = text;
  address.scheme = absl::AsciiStrToLower(part(parsed.get(), CURLUPART_SCHEME));
  address.host = absl::AsciiStrToLower(part(parsed.get(), CURLUPART_HOST));
  address.port = part(parsed.get(), CURLUPART_PORT, CURLU_DEFAULT_PORT);
  if (address.host.empty()) return no_url(url);
  return address;
}

}  // namespace postern::collateral

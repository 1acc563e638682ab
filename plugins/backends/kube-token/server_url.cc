// SPDX-License-Identifier: Apache-2.0
#include "backends/kube-token/server_url.h"

#include <curl/curl.h>

#include <algorithm>
#include <memory>

namespace postern::kube_token {
namespace {

constexpr std::size_t kMaxUrl = 2048;

struct FreeUrl {
  void operator()(CURLU* url) const { curl_url_cleanup(url); }
};
using UrlPtr = std::unique_ptr<CURLU, FreeUrl>;

// part: a part of the URL, or nothing when it has none.
std::optional<std::string> part(CURLU* url, CURLUPart which, unsigned flags = 0) {
  char* text = nullptr;
  if (curl_url_get(url, which, &text, flags) != CURLUE_OK) return std::nullopt;
  const std::unique_ptr<char, decltype(&curl_free)> owned(text, curl_free);
  return std::string(text);
}

bool is_plain(std::string_view text) {
  return !text.empty() && text.size() <= kMaxUrl && text.find('\\') == text.npos &&
         std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7f; });
}

}  // namespace

std::optional<ServerUrl> parse_server_url(std::string_view text) {
  if (!is_plain(text)) return std::nullopt;
  const UrlPtr url(curl_url());
  if (!url || curl_url_set(url.get(), CURLUPART_URL, std::string(text).c_str(), 0) != CURLUE_OK) return std::nullopt;
  if (part(url.get(), CURLUPART_SCHEME) != "https") return std::nullopt;
  for (const CURLUPart unwanted : {CURLUPART_USER, CURLUPART_PASSWORD, CURLUPART_QUERY, CURLUPART_FRAGMENT,
                                CURLUPART_ZONEID})
    if (part(url.get(), unwanted)) return std::nullopt;
  const auto host = part(url.get(), CURLUPART_HOST);
  const auto port = part(url.get(), CURLUPART_PORT, CURLU_DEFAULT_PORT);
  std::string path = part(url.get(), CURLUPART_PATH).value_or("");
  if (!host || host->empty() || !port || *port == "0") return std::nullopt;
  while (path.ends_with('/')) path.pop_back();
  const std::string authority = *host + ":" + *port;
  return ServerUrl{"https://" + authority + path, authority};
}

bool is_host_and_port(std::string_view text) {
  const auto url = parse_server_url("https://" + std::string(text));
  return url && url->authority == text;
}

}  // namespace postern::kube_token

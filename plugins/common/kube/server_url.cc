// SPDX-License-Identifier: Apache-2.0
#include "common/kube/server_url.h"

#include <curl/curl.h>

#include <memory>
#include <utility>

namespace postern::kube {
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

// is_strict: there is no user, query, fragment or zone, and nothing that libcurl would mend or decode: another spelling
// of the scheme, one slash or three, percent-encoding.
bool is_strict(std::string_view text) {
  constexpr std::string_view kScheme = "https://";
  constexpr std::string_view kAuthority =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-_:[]";
  constexpr std::string_view kPath = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/";
  if (!text.starts_with(kScheme)) return false;
  const std::string_view authority = text.substr(kScheme.size(), text.find('/', kScheme.size()) - kScheme.size());
  const std::string_view path = text.substr(kScheme.size() + authority.size());
  return !authority.empty() && authority.find_first_not_of(kAuthority) == text.npos &&
         path.find_first_not_of(kPath) == text.npos;
}

}  // namespace

std::optional<ServerUrl> parse_server_url(std::string_view text) {
  if (text.size() > kMaxUrl || !is_strict(text)) return std::nullopt;
  const UrlPtr url(curl_url());
  if (!url || curl_url_set(url.get(), CURLUPART_URL, std::string(text).c_str(), 0) != CURLUE_OK) return std::nullopt;
  const auto host = part(url.get(), CURLUPART_HOST);
  const auto port = part(url.get(), CURLUPART_PORT, CURLU_DEFAULT_PORT);
  std::string path = part(url.get(), CURLUPART_PATH).value_or("");
  if (!host || host->empty() || !port || *port == "0") return std::nullopt;
  while (path.ends_with('/')) path.pop_back();
  const std::string authority = *host + ":" + *port;
  std::string base = "https://" + authority + path;
  if (base.size() > kMaxUrl) return std::nullopt;
  return ServerUrl{std::move(base), authority};
}

bool is_host_and_port(std::string_view text) {
  const auto url = parse_server_url("https://" + std::string(text));
  return url && url->authority == text;
}

}  // namespace postern::kube

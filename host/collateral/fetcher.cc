// SPDX-License-Identifier: Apache-2.0
#include "host/collateral/fetcher.h"

#include <absl/strings/str_cat.h>
#include <absl/strings/str_split.h>
#include <arpa/inet.h>
#include <curl/curl.h>

#include <algorithm>
#include <memory>
#include <utility>

namespace postern::collateral {
namespace {

struct FreeEasy {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};
struct FreeUrl {
  void operator()(CURLU* url) const { curl_url_cleanup(url); }
};
struct FreeList {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};

std::string part(CURLU* url, CURLUPart which, unsigned flags) {
  char* text = nullptr;
  if (curl_url_get(url, which, &text, flags) != CURLUE_OK) return {};
  std::string value = text;
  curl_free(text);
  return value;
}

// Page: the answer so far, bounded.
struct Page {
  std::vector<std::byte> bytes;
  uint64_t most = 0;
  bool too_long = false;
};

std::size_t take(char* data, std::size_t, std::size_t size, void* into) {
  Page& page = *static_cast<Page*>(into);
  if (page.bytes.size() + size > page.most) {
    page.too_long = true;
    return 0;
  }
  const auto* begin = reinterpret_cast<const std::byte*>(data);
  page.bytes.insert(page.bytes.end(), begin, begin + size);
  return size;
}

// Addresses that never leave the machine or its link (RFC 3927; RFC 1122, 3.2.1.3), and Google's name for one. A name
// that only starts like such an address is none.
bool link_local(const std::string& host) {
  if (host == "metadata.google.internal" || host == "localhost" || host == "[::1]") return true;
  in_addr address{};
  if (inet_pton(AF_INET, host.c_str(), &address) != 1) return false;
  const uint32_t number = ntohl(address.s_addr);
  return number >> 16 == 0xA9FE || number >> 24 == 127;
}

}  // namespace

Fetcher::Fetcher(std::vector<std::string> hosts) : hosts_(std::move(hosts)) {
  static const CURLcode ready = curl_global_init(CURL_GLOBAL_DEFAULT);
  (void)ready;
}

absl::Status Fetcher::check_address(const std::string& url) const {
  const std::unique_ptr<CURLU, FreeUrl> parsed(curl_url());
  if (!parsed || curl_url_set(parsed.get(), CURLUPART_URL, url.c_str(), 0) != CURLUE_OK)
    return absl::PermissionDeniedError(absl::StrCat("not an absolute URL: ", url));
  const std::string scheme = part(parsed.get(), CURLUPART_SCHEME, 0);
  const std::string host = part(parsed.get(), CURLUPART_HOST, 0);
  const std::string with_port = host + ":" + part(parsed.get(), CURLUPART_PORT, CURLU_DEFAULT_PORT);
  if (!part(parsed.get(), CURLUPART_USER, 0).empty())
    return absl::PermissionDeniedError("a URL with a user name is not allowed");
  if (scheme != "https" && !(scheme == "http" && link_local(host)))
    return absl::PermissionDeniedError(absl::StrCat("scheme ", scheme, " is not allowed for ", host, "; expected https"));
  const bool listed = std::any_of(hosts_.begin(), hosts_.end(),
                                  [&](const std::string& entry) { return entry == host || entry == with_port; });
  if (!listed)
    return absl::PermissionDeniedError(absl::StrCat("host ", host, " is not in [collateral] hosts"));
  return absl::OkStatus();
}

absl::StatusOr<std::vector<std::byte>> Fetcher::fetch(const FetchCall& call) const {
  if (auto status = check_address(call.url); !status.ok()) return status;
  const std::unique_ptr<CURL, FreeEasy> handle(curl_easy_init());
  if (!handle) return absl::UnavailableError("libcurl is not available");
  curl_slist* lines = nullptr;
  for (const auto& line : absl::StrSplit(call.headers, '\n', absl::SkipEmpty()))
    lines = curl_slist_append(lines, std::string(line).c_str());
  const std::unique_ptr<curl_slist, FreeList> headers(lines);
  Page page;
  page.most = call.max_bytes;
  const auto milliseconds = std::chrono::duration_cast<std::chrono::milliseconds>(call.timeout).count();
  CURL* curl = handle.get();
  curl_easy_setopt(curl, CURLOPT_URL, call.url.c_str());
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, std::max(1L, static_cast<long>(milliseconds)));
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers.get());
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &page);
  curl_easy_setopt(curl, CURLOPT_PROXY, "");
  if (call.post) {
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(call.body.size()));
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, call.body.c_str());
  }
  const CURLcode result = curl_easy_perform(curl);
  long code = 0;
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &code);
  if (page.too_long) return absl::OutOfRangeError(absl::StrCat(call.url, ": answer longer than ", page.most, " bytes"));
  if (result == CURLE_OPERATION_TIMEDOUT) return absl::DeadlineExceededError(absl::StrCat(call.url, ": timed out"));
  if (result != CURLE_OK) return absl::UnavailableError(absl::StrCat(call.url, ": ", curl_easy_strerror(result)));
  if (code != 200) return absl::UnavailableError(absl::StrCat(call.url, ": HTTP status ", code));
  return std::move(page.bytes);
}

}  // namespace postern::collateral

// SPDX-License-Identifier: Apache-2.0
#include "host/collateral/http_client.h"

#include <absl/strings/ascii.h>
#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_split.h>
#include <curl/curl.h>

#include <algorithm>
#include <utility>

namespace postern::collateral {
namespace {

constexpr std::size_t kMostIdle = 4;                     // connections kept per origin
constexpr std::size_t kLongestHead = 64 * 1024;          // bytes of all header lines of an answer
constexpr std::size_t kLongestUnread = 64 * 1024;        // of a body that nobody wants, before the connection is cut
constexpr char kUserAgent[] = "postern/" POSTERN_VERSION;

struct FreeList {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using HeaderList = std::unique_ptr<curl_slist, FreeList>;

// Exchange: one request and what has come of it so far.
struct Exchange {
  CURL* curl;
  const std::atomic<bool>& stopped;
  uint64_t most;
  HttpAnswer answer;
  std::size_t head = 0, unread = 0;
  bool too_long = false;
};

std::size_t take_body(char* data, std::size_t, std::size_t size, void* into) {
  Exchange& exchange = *static_cast<Exchange*>(into);
  curl_easy_getinfo(exchange.curl, CURLINFO_RESPONSE_CODE, &exchange.answer.status);
  if (exchange.answer.status != 200) {
    exchange.unread += size;
    return exchange.unread > kLongestUnread ? 0 : size;
  }
  attest::ByteVector& body = exchange.answer.body;
  if (size > exchange.most - body.size()) {
    exchange.too_long = true;
    return 0;
  }
  const auto* begin = reinterpret_cast<const std::byte*>(data);
  body.insert(body.end(), begin, begin + size);
  return size;
}

std::size_t take_header(char* data, std::size_t, std::size_t size, void* into) {
  constexpr absl::string_view kName = "retry-after:";
  Exchange& exchange = *static_cast<Exchange*>(into);
  exchange.head += size;
  if (exchange.head > kLongestHead) return 0;
  const absl::string_view line = absl::StripAsciiWhitespace(absl::string_view(data, size));
  if (absl::StartsWithIgnoreCase(line, kName))
    exchange.answer.retry_after = std::string(absl::StripAsciiWhitespace(line.substr(kName.size())));
  return size;
}

int ask_whether_to_stop(void* of, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  return static_cast<Exchange*>(of)->stopped ? 1 : 0;
}

// A header that would speak for another host, or break out of its line, is not sent.
absl::StatusOr<HeaderList> header_list(const std::string& headers) {
  HeaderList list;
  for (const absl::string_view line : absl::StrSplit(headers, '\n', absl::SkipEmpty())) {
    if (absl::StartsWithIgnoreCase(line, "host:") || line.find_first_of(absl::string_view("\r\0", 2)) != line.npos)
      return absl::PermissionDeniedError("a header that may not be sent");
    curl_slist* longer = curl_slist_append(list.get(), std::string(line).c_str());
    if (longer == nullptr) return absl::UnavailableError("out of memory");
    (void)list.release();
    list.reset(longer);
  }
  return list;
}

void set_bounds(CURL* curl, const HttpRequest& request, Exchange& exchange) {
  const auto milliseconds = std::chrono::duration_cast<std::chrono::milliseconds>(request.timeout).count();
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, std::max(1L, static_cast<long>(milliseconds)));
  curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, take_header);
  curl_easy_setopt(curl, CURLOPT_HEADERDATA, &exchange);
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_body);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &exchange);
  curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, ask_whether_to_stop);
  curl_easy_setopt(curl, CURLOPT_XFERINFODATA, &exchange);
}

void set_request(CURL* curl, const HttpRequest& request, curl_slist* headers, const std::string& ca_file) {
  curl_easy_setopt(curl, CURLOPT_URL, request.url.c_str());
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(curl, CURLOPT_PROXY, "");
  curl_easy_setopt(curl, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  curl_easy_setopt(curl, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  curl_easy_setopt(curl, CURLOPT_USERAGENT, kUserAgent);
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
  curl_easy_setopt(curl, CURLOPT_MAXCONNECTS, 1L);
  if (!ca_file.empty()) {
    curl_easy_setopt(curl, CURLOPT_CAINFO, ca_file.c_str());
    curl_easy_setopt(curl, CURLOPT_CAPATH, nullptr);
  }
  if (!request.post) return;
  curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
  curl_easy_setopt(curl, CURLOPT_POSTFIELDS, request.body.c_str());
}

absl::StatusOr<HttpAnswer> conclude(CURLcode result, Exchange& exchange) {
  curl_easy_getinfo(exchange.curl, CURLINFO_RESPONSE_CODE, &exchange.answer.status);
  if (exchange.too_long)
    return absl::OutOfRangeError(absl::StrCat("answer longer than ", exchange.most, " bytes"));
  if (exchange.head > kLongestHead) return absl::UnavailableError("the answer's header lines are too long");
  if (result == CURLE_ABORTED_BY_CALLBACK) return absl::UnavailableError("the program is about to end");
  if (exchange.answer.status >= 300) return std::move(exchange.answer);  // its body is not wanted, whole or not
  if (result == CURLE_OPERATION_TIMEDOUT) return absl::DeadlineExceededError("timed out");
  if (result != CURLE_OK) return absl::UnavailableError(curl_easy_strerror(result));
  return std::move(exchange.answer);
}

}  // namespace

struct HttpClient::Handle {
  CURL* const curl = curl_easy_init();
  Handle() = default;
  ~Handle() { curl_easy_cleanup(curl); }
  Handle(const Handle&) = delete;
};

HttpClient::HttpClient(std::string ca_file) : ca_file_(std::move(ca_file)) {
  static const CURLcode ready = curl_global_init(CURL_GLOBAL_DEFAULT);
  (void)ready;
}

HttpClient::~HttpClient() = default;

HttpClient::HandlePtr HttpClient::take(const std::string& origin) {
  const std::lock_guard lock(mutex_);
  std::vector<HandlePtr>& idle = idle_[origin];
  if (idle.empty()) return std::make_unique<Handle>();
  HandlePtr handle = std::move(idle.back());
  idle.pop_back();
  return handle;
}

void HttpClient::give_back(const std::string& origin, HandlePtr handle) {
  curl_easy_reset(handle->curl);  // forgets everything but the connections
  const std::lock_guard lock(mutex_);
  std::vector<HandlePtr>& idle = idle_[origin];
  if (idle.size() < kMostIdle) idle.push_back(std::move(handle));
}

absl::StatusOr<HttpAnswer> HttpClient::ask(const HttpRequest& request) {
  const auto headers = header_list(request.headers);
  if (!headers.ok()) return headers.status();
  HandlePtr handle = take(request.origin);
  if (handle->curl == nullptr) return absl::UnavailableError("libcurl is not available");
  Exchange exchange{handle->curl, stopped_, request.max_bytes, {}};
  set_bounds(handle->curl, request, exchange);
  set_request(handle->curl, request, headers->get(), ca_file_);
  const CURLcode result = curl_easy_perform(handle->curl);
  auto answer = conclude(result, exchange);
  give_back(request.origin, std::move(handle));
  return answer;
}

}  // namespace postern::collateral

// SPDX-License-Identifier: Apache-2.0
#include "common/kube/https_client.h"

#include <openssl/crypto.h>

#include <algorithm>
#include <array>

#include "common/kube/sigpipe_guard.h"
#include "common/crypto/secret_text.h"

namespace postern::kube {

using std::chrono::milliseconds;

HttpsAnswer::~HttpsAnswer() { OPENSSL_cleanse(body_.data(), body_.size()); }

// Transfer: what libcurl's callbacks work on, and the memory that its options point to.
struct Transfer {
  static std::size_t on_body(char* data, std::size_t, std::size_t size, void* self) {
    auto& transfer = *static_cast<Transfer*>(self);
    std::string& body = transfer.answer.body_;
    if (size > HttpsAnswer::kMaxBody - body.size()) return transfer.too_long = true, 0;
    body.append(data, size);
    return size;
  }
  static std::size_t on_header(char*, std::size_t, std::size_t size, void* self) {
    auto& transfer = *static_cast<Transfer*>(self);
    if (size > HttpsAnswer::kMaxHeaders - transfer.header_bytes) return transfer.too_long = true, 0;
    transfer.header_bytes += size;
    return size;
  }
  // on_read: gives the body, once. libcurl has no way to begin again, so it sends no POST a second time over another
  // connection when the first one ended without an answer: the server may have carried it out.
  static std::size_t on_read(char* out, std::size_t, std::size_t room, void* self) {
    auto& transfer = *static_cast<Transfer*>(self);
    const std::size_t size = std::min(room, transfer.unsent.size());
    std::copy_n(transfer.unsent.begin(), size, out);
    transfer.unsent.remove_prefix(size);
    return size;
  }
  static int on_progress(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
    return static_cast<Transfer*>(self)->call.cancelled() ? 1 : 0;
  }

  // add_header: the line must live as long as the transfer; libcurl does not copy it.
  void add_header(const char* line) {
    headers.at(header_count).data = const_cast<char*>(line);
    if (header_count > 0) headers.at(header_count - 1).next = &headers.at(header_count);
    ++header_count;
  }

  explicit Transfer(sdk::Call& of) : call(of) {}
  Transfer(const Transfer&) = delete;

  sdk::Call& call;
  HttpsAnswer answer;
  std::size_t header_bytes = 0;
  bool too_long = false;
  std::string accept, content_type;
  std::string_view unsent;  // of a POST's body
  sdk::Secret authorization;
  std::array<curl_slist, 4> headers{};
  std::size_t header_count = 0;
  std::array<char, CURL_ERROR_SIZE> error{};
};

namespace {

curl_blob blob(std::string_view content) {
  return {const_cast<char*>(content.data()), content.size(), CURL_BLOB_NOCOPY};
}

void set_trust(CURL* handle, const ApiAccess& access) {
  curl_blob ca = blob(access.ca);
  curl_easy_setopt(handle, CURLOPT_CAINFO_BLOB, &ca);
  curl_easy_setopt(handle, CURLOPT_CAPATH, nullptr);  // the system's roots are no part of this cluster
  curl_easy_setopt(handle, CURLOPT_SSL_VERIFYPEER, 1L);
  curl_easy_setopt(handle, CURLOPT_SSL_VERIFYHOST, 2L);
  curl_easy_setopt(handle, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  if (access.client_cert.empty()) return;
  curl_blob certificate = blob(access.client_cert), key = blob(common::text_of(access.client_key));
  curl_easy_setopt(handle, CURLOPT_SSLCERT_BLOB, &certificate);
  curl_easy_setopt(handle, CURLOPT_SSLKEY_BLOB, &key);
  curl_easy_setopt(handle, CURLOPT_KEYPASSWD, "");  // never asks at a terminal
}

void set_limits(CURL* handle, Transfer& transfer, milliseconds time) {
  curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "https");
  curl_easy_setopt(handle, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(handle, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  curl_easy_setopt(handle, CURLOPT_PROXY, "");
  curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(handle, CURLOPT_TCP_KEEPALIVE, 1L);
  curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, static_cast<long>(time.count()));
  curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(time.count()));
  curl_easy_setopt(handle, CURLOPT_ERRORBUFFER, transfer.error.data());
  curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, &Transfer::on_body);
  curl_easy_setopt(handle, CURLOPT_WRITEDATA, &transfer);
  curl_easy_setopt(handle, CURLOPT_HEADERFUNCTION, &Transfer::on_header);
  curl_easy_setopt(handle, CURLOPT_HEADERDATA, &transfer);
  curl_easy_setopt(handle, CURLOPT_XFERINFOFUNCTION, &Transfer::on_progress);
  curl_easy_setopt(handle, CURLOPT_XFERINFODATA, &transfer);
  curl_easy_setopt(handle, CURLOPT_NOPROGRESS, 0L);
}

const char* name_of(Method method) {
  switch (method) {
    case Method::kPost: return "POST";
    case Method::kPut: return "PUT";
    case Method::kPatch: return "PATCH";
    case Method::kDelete: return "DELETE";
    case Method::kGet: break;
  }
  return "GET";
}

void set_body(CURL* handle, Transfer& transfer, const HttpsRequest& request) {
  curl_easy_setopt(handle, CURLOPT_POST, 1L);
  if (request.method == Method::kPost) {
    transfer.unsent = request.body;
    curl_easy_setopt(handle, CURLOPT_READFUNCTION, &Transfer::on_read);
    curl_easy_setopt(handle, CURLOPT_READDATA, &transfer);
  } else {
    curl_easy_setopt(handle, CURLOPT_POSTFIELDS, request.body.data());
  }
  curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
  transfer.content_type = "Content-Type: " + request.content_type;
  transfer.add_header(transfer.content_type.c_str());
  transfer.add_header("Expect:");  // no round trip for "100 Continue"
}

// retry_after_of: libcurl reads both forms of the header, seconds and a date.
std::chrono::seconds retry_after_of(CURL* handle) {
  curl_off_t seconds = 0;
  curl_easy_getinfo(handle, CURLINFO_RETRY_AFTER, &seconds);
  return std::chrono::seconds(std::clamp<curl_off_t>(seconds, 0, 3600));
}

void set_request(CURL* handle, Transfer& transfer, const ApiAccess& access, const HttpsRequest& request) {
  curl_easy_setopt(handle, CURLOPT_URL, (access.server.base + request.path).c_str());
  curl_easy_setopt(handle, CURLOPT_USERAGENT, "postern");
  transfer.accept = "Accept: " + request.accept;
  transfer.add_header(transfer.accept.c_str());
  if (access.token.size() != 0) {
    const std::string_view end("\0", 1);
    transfer.authorization = common::join_secret({"Authorization: Bearer ", common::text_of(access.token), end});
    transfer.add_header(common::text_of(transfer.authorization).data());
  }
  if (request.method == Method::kPost || !request.body.empty()) set_body(handle, transfer, request);
  if (request.method != Method::kGet) curl_easy_setopt(handle, CURLOPT_CUSTOMREQUEST, name_of(request.method));
  curl_easy_setopt(handle, CURLOPT_HTTPHEADER, transfer.headers.data());
}

CURLcode perform(CURL* handle) {
  const SigpipeGuard guard;
  return curl_easy_perform(handle);
}

sdk::Failure failure_of(CURLcode code, const Transfer& transfer, const ServerUrl& server) {
  const std::string where = "API server " + server.authority;
  const std::string why = transfer.error.front() != '\0' ? transfer.error.data() : curl_easy_strerror(code);
  constexpr const char* kAway = POSTERN_REASON_BACKEND_UNAVAILABLE;
  if (transfer.too_long) return sdk::Failure::unavailable(where + " sent an answer that is too long");
  switch (code) {
    case CURLE_ABORTED_BY_CALLBACK:
      return sdk::Failure(POSTERN_CANCELLED, kAway).text("request to " + where + " was cancelled");
    case CURLE_OPERATION_TIMEDOUT:
      return sdk::Failure(POSTERN_DEADLINE_EXCEEDED, kAway).text(where + " did not answer in time: " + why);
    case CURLE_PEER_FAILED_VERIFICATION:
      return sdk::Failure::misconfigured("", where + " is not the one that the cluster's CA vouches for: " + why);
    case CURLE_SSL_CERTPROBLEM:
      return sdk::Failure::misconfigured("", "client certificate for " + where + " cannot be used: " + why);
    case CURLE_SEND_FAIL_REWIND:
      return sdk::Failure::unavailable(where + " ended the connection before it answered; it may have done what it was asked");
    default:
      return sdk::Failure::unavailable(where + " cannot be reached: " + why);
  }
}

}  // namespace

sdk::Result<HttpsAnswer> HttpsClient::exchange(sdk::Call& call, const ApiAccess& access, const HttpsRequest& request,
                                               milliseconds timeout) {
  Transfer transfer(call);
  const milliseconds time = std::min(timeout, std::chrono::duration_cast<milliseconds>(call.remaining()));
  // libcurl takes 0 for "no limit".
  if (time <= milliseconds::zero()) return failure_of(CURLE_OPERATION_TIMEDOUT, transfer, access.server);
  const CurlPool::Lease lease = pool_.take();
  CURL* handle = lease.get();
  if (handle == nullptr) return sdk::Failure::internal("libcurl made no handle");
  set_trust(handle, access);
  set_limits(handle, transfer, time);
  set_request(handle, transfer, access, request);
  const CURLcode code = perform(handle);
  if (code != CURLE_OK) return failure_of(code, transfer, access.server);
  curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &transfer.answer.code_);
  transfer.answer.retry_after_ = retry_after_of(handle);
  return std::move(transfer.answer);
}

}  // namespace postern::kube

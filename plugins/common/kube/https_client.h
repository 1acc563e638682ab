// SPDX-License-Identifier: Apache-2.0
#pragma once

// HttpsClient: one request to the API server and its answer.

#include <chrono>
#include <string>
#include <string_view>

#include "common/kube/api_access.h"
#include "common/kube/curl_pool.h"

namespace postern::kube {

enum class Method { kGet, kPost, kPut, kPatch, kDelete };

struct HttpsRequest {
  Method method = Method::kGet;
  std::string path;            // from the server's base on; starts with a slash; may have a query
  std::string_view body = {};  // not for kGet; must live until the exchange is over
  std::string accept = "application/json";
  std::string content_type = "application/json";
};

// HttpsAnswer: the server's last answer. Its body is wiped when it goes.
class HttpsAnswer {
 public:
  static constexpr std::size_t kMaxBody = 2048 * 1024;   // bytes, more than etcd keeps of an object; a longer answer is a failure
  static constexpr std::size_t kMaxHeaders = 32 * 1024;  // bytes of header lines, likewise

  HttpsAnswer() { body_.reserve(kMaxBody); }
  HttpsAnswer(HttpsAnswer&&) = default;
  HttpsAnswer& operator=(HttpsAnswer&&) = delete;
  ~HttpsAnswer();

  long code() const { return code_; }
  const std::string& body() const { return body_; }
  // retry_after: how long the server says to wait (RFC 9110, 10.2.3); zero when it says nothing, at most an hour.
  std::chrono::seconds retry_after() const { return retry_after_; }

 private:
  friend class HttpsClient;
  friend struct Transfer;
  long code_ = 0;
  std::chrono::seconds retry_after_{0};
  std::string body_;
};

class HttpsClient {
 public:
  // exchange: sends the request and waits for the whole answer, at most the smaller of timeout and what the call has
  // left. TLS 1.2 or later, always verified against access.ca alone; no redirect, proxy or other protocol; connections
  // are kept. A request over a kept connection that turns out to have ended is sent again over a new one, but for a POST.
  // Stops within a second when the call is cancelled. Any thread; calls overlap.
  // Errors: unavailable (no connection, answer broken or too long), deadline exceeded, cancelled, misconfigured (the
  // server's certificate is not the cluster's, or our own cannot be used). An HTTP error is an answer, not a failure.
  sdk::Result<HttpsAnswer> exchange(sdk::Call& call, const ApiAccess& access, const HttpsRequest& request,
                                    std::chrono::milliseconds timeout);

 private:
  CurlPool pool_;
};

}  // namespace postern::kube

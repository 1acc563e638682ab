// SPDX-License-Identifier: Apache-2.0
#pragma once

// HttpsClient: one request to the API server and its answer.

#include <chrono>
#include <string>
#include <string_view>

#include "backends/kube-token/api_access.h"
#include "backends/kube-token/curl_pool.h"

namespace postern::kube_token {

enum class Method { kGet, kPost, kDelete };

struct HttpsRequest {
  Method method = Method::kGet;
  std::string path;                            // from the server's base on; starts with a slash
  std::string_view body = {};                  // kPost: JSON; must live until the exchange is over
  std::string accept = "application/json";
};

// HttpsAnswer: the server's last answer. Its body is wiped when it goes.
class HttpsAnswer {
 public:
  static constexpr std::size_t kMaxBody = 64 * 1024;     // bytes; a longer answer is a failure
  static constexpr std::size_t kMaxHeaders = 32 * 1024;  // bytes of header lines, likewise

  HttpsAnswer() { body_.reserve(kMaxBody); }
  HttpsAnswer(HttpsAnswer&&) = default;
  HttpsAnswer& operator=(HttpsAnswer&&) = delete;
  ~HttpsAnswer();

  long code() const { return code_; }
  const std::string& body() const { return body_; }

 private:
  friend class HttpsClient;
  friend struct Transfer;
  long code_ = 0;
  std::string body_;
};

class HttpsClient {
 public:
  // exchange: sends the request and waits for the whole answer, at most the smaller of timeout and what the call has
  // left. TLS 1.2 or later, always verified against access.ca alone; no redirect, proxy or other protocol; connections
  // are kept. Stops within a second when the call is cancelled. Any thread; calls overlap.
  // Errors: unavailable (no connection, answer broken or too long), deadline exceeded, cancelled, misconfigured (the
  // server's certificate is not the cluster's, or our own cannot be used). An HTTP error is an answer, not a failure.
  sdk::Result<HttpsAnswer> exchange(sdk::Call& call, const ApiAccess& access, const HttpsRequest& request,
                                    std::chrono::milliseconds timeout);

 private:
  CurlPool pool_;
};

}  // namespace postern::kube_token

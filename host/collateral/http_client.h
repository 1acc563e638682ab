// SPDX-License-Identifier: Apache-2.0
#pragma once

// HttpClient: one HTTP request at a time per call, with libcurl. HTTPS with the system's roots, TLS 1.2 or later; no
// redirects, no proxies, no cookies; everything bounded in size and time. Connections are used again.

#include <absl/status/statusor.h>

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "host/collateral/page.h"

namespace postern::collateral {

struct HttpRequest {
  bool post = false;
  std::string url;
  std::string origin;   // requests of the same origin share connections
  std::string headers;  // lines "Name: value" separated by \n
  std::string body;     // POST only
  uint64_t max_bytes = 0;
  Duration timeout{0};  // of everything, from the name look-up to the last byte
};

struct HttpAnswer {
  long status = 0;
  attest::ByteVector body;  // empty unless the status is 200
  std::string retry_after;  // the header's value, or empty
};

class HttpTransport {
 public:
  virtual ~HttpTransport() = default;

  // ask: the answer, whatever its status. Errors: PERMISSION_DENIED (a header that may not be sent), DEADLINE_EXCEEDED,
  // OUT_OF_RANGE (the body of a 200 is longer than max_bytes), UNAVAILABLE (no connection, an untrusted certificate, an
  // answer that ends early or is no HTTP). Messages do not repeat the URL. Thread-safe.
  virtual absl::StatusOr<HttpAnswer> ask(const HttpRequest& request) = 0;

  // stop: what runs ends within about a second; what comes fails.
  virtual void stop() {}
};

class HttpClient : public HttpTransport {
 public:
  // ca_file: PEM file of the roots to trust in place of the system's; empty: the system's.
  explicit HttpClient(std::string ca_file = {});
  ~HttpClient() override;

  absl::StatusOr<HttpAnswer> ask(const HttpRequest& request) override;
  void stop() override { stopped_ = true; }

 private:
  struct Handle;  // a CURL*, with the connections that it keeps
  using HandlePtr = std::unique_ptr<Handle>;
  HandlePtr take(const std::string& origin);
  void give_back(const std::string& origin, HandlePtr handle);

  const std::string ca_file_;
  std::atomic<bool> stopped_ = false;
  std::mutex mutex_;
  std::map<std::string, std::vector<HandlePtr>> idle_;  // by origin
};

}  // namespace postern::collateral

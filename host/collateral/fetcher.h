// SPDX-License-Identifier: Apache-2.0
#pragma once

// Fetcher: the one place of the gate that makes web requests for plugins. Only hosts on the allow-list; HTTPS with
// the system's roots, or plain HTTP to link-local metadata services that are listed by name.

#include <absl/status/statusor.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace postern::collateral {

struct FetchCall {
  bool post = false;
  std::string url;
  std::string headers;  // lines "Name: value" separated by \n
  std::string body;
  uint64_t max_bytes = 0;
  std::chrono::nanoseconds timeout{0};
};

class Fetcher {
 public:
  // hosts: names (or name:port) that may be contacted, e.g. "kdsintf.amd.com", "169.254.169.254".
  explicit Fetcher(std::vector<std::string> hosts);

  // fetch: the body of a 200 answer. Errors: PERMISSION_DENIED (host or scheme not allowed), DEADLINE_EXCEEDED,
  // OUT_OF_RANGE (longer than max_bytes), UNAVAILABLE (anything else, with the status or the reason). Redirects are
  // not followed. Thread-safe.
  absl::StatusOr<std::vector<std::byte>> fetch(const FetchCall& call) const;

 private:
  absl::Status check_address(const std::string& url) const;
  const std::vector<std::string> hosts_;
};

}  // namespace postern::collateral

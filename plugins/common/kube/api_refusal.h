// SPDX-License-Identifier: Apache-2.0
#pragma once

// Why the API server did not do what it was asked, as a Failure.

#include <chrono>
#include <string>

#include "postern/sdk/result.h"

namespace postern::kube {

// Refused: a request, and the server's answer to it.
struct Refused {
  std::string server;    // "host:port"
  std::string verb;      // as in a Role: "create"
  std::string resource;  // Resource::text()
  long code = 0;         // HTTP
  std::string reason = {}, message = {};  // of the Status object, as far as they may be shown
  std::chrono::seconds wait{0};           // how long the server says to wait; 0 when it does not
};

// failure_of: retryable for 409 (BACKEND_REFUSED), 429 and 5xx (BACKEND_UNAVAILABLE, with retry_after) and for
// successes that make no sense; else misconfigured with BACKEND_REFUSED. A 401 and a 403 say so in so many words, and
// the latter names the verb and the resource that are missing. The resource is the subject; what was observed is
// "HTTP 403 Forbidden".
sdk::Failure failure_of(const Refused& refused);

// is_not_found, is_conflict: whether a failure is the server's 404, and its 409.
bool is_not_found(const sdk::Failure& failure);
bool is_conflict(const sdk::Failure& failure);

}  // namespace postern::kube

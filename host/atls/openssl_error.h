// SPDX-License-Identifier: Apache-2.0
#pragma once

// OpensslError: what OpenSSL's error queue of this thread says.

#include <string>

#include "absl/status/status.h"

namespace postern::atls {

// drain_openssl_errors: the reasons in the queue, oldest first, joined with "; "; "unknown error" when there
// are none. Empties the queue.
std::string drain_openssl_errors();

// openssl_error: INTERNAL, "what: reasons". Empties the queue.
absl::Status openssl_error(const std::string& what);

}  // namespace postern::atls

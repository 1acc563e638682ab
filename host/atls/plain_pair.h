// SPDX-License-Identifier: Apache-2.0
#pragma once

// PlainPair: the socket pair through which the plaintext of one connection goes.

#include <string>

#include "absl/status/statusor.h"
#include "host/atls/unique_fd.h"

namespace postern::atls {

struct PlainPair {
  UniqueFd ours;  // bound to the name, if one was given, so that the other end sees it as its peer's address
  UniqueFd theirs;  // to be given away
};

// make_plain_pair: connected AF_UNIX stream sockets, non-blocking, close-on-exec; ours bound to the abstract
// name (given without the leading zero byte) unless that is empty. RESOURCE_EXHAUSTED when no descriptor is
// left, ALREADY_EXISTS when the name is taken.
absl::StatusOr<PlainPair> make_plain_pair(const std::string& name);

}  // namespace postern::atls

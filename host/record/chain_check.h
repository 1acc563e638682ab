// SPDX-License-Identifier: Apache-2.0
#pragma once

// ChainCheck: walks the lines of a log in order and checks that each follows the one before.

#include <absl/status/statusor.h>

#include <cstdint>
#include <string>
#include <string_view>

#include "host/record/sealed_line.h"

namespace postern::record {

// ChainHead: where a log ends: the number and the digest of its last line.
struct ChainHead {
  uint64_t seq = 0;
  std::string digest = kNoLine;
};

class ChainCheck {
 public:
  // Without a head the first line may be any, and one with seq 1 must be the first of a log.
  ChainCheck() = default;
  explicit ChainCheck(ChainHead head) : head_(std::move(head)), begun_(true) {}

  // take: the line's object, when it is whole and follows. INVALID_ARGUMENT says why not; the head then stays.
  absl::StatusOr<Json> take(std::string_view line);

  const ChainHead& head() const { return head_; }

 private:
  ChainHead head_;
  bool begun_ = false;
};

}  // namespace postern::record

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

#include "postern/sdk/bytes.h"

namespace postern::ssh {

// WireReader: takes strings (RFC 4251, 5: a length of 32 bits, big-endian, and as many bytes) from the front of a view
// and never reads past its end: what does not fit is nothing. Yields views, so it allocates nothing.
class WireReader {
 public:
  explicit WireReader(sdk::ByteView bytes) : rest_(bytes) {}

  std::optional<sdk::ByteView> string() {
    if (rest_.size() < 4) return std::nullopt;
    uint32_t size = 0;
    for (std::size_t i = 0; i < 4; ++i) size = size << 8 | std::to_integer<uint32_t>(rest_[i]);
    if (size > rest_.size() - 4) return std::nullopt;
    const sdk::ByteView content = rest_.subspan(4, size);
    rest_ = rest_.subspan(4 + static_cast<std::size_t>(size));
    return content;
  }
  sdk::ByteView rest() const { return rest_; }

 private:
  sdk::ByteView rest_;
};

}  // namespace postern::ssh

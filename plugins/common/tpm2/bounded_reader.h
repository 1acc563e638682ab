// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

#include "postern/sdk/bytes.h"

namespace postern::tpm2 {

// BoundedReader: takes little-endian numbers and runs of bytes from the front of a view and never reads past
// its end: what does not fit is nothing, and then nothing was taken. Yields views, so it allocates nothing.
class BoundedReader {
 public:
  explicit BoundedReader(sdk::ByteView bytes) : rest_(bytes) {}

  std::optional<uint8_t> u8() { return number<uint8_t>(); }
  std::optional<uint16_t> u16() { return number<uint16_t>(); }
  std::optional<uint32_t> u32() { return number<uint32_t>(); }
  std::optional<sdk::ByteView> take(std::size_t size) {
    if (size > rest_.size()) return std::nullopt;
    const sdk::ByteView head = rest_.first(size);
    rest_ = rest_.subspan(size);
    return head;
  }
  std::size_t left() const { return rest_.size(); }

 private:
  template <typename Number>
  std::optional<Number> number() {
    const auto bytes = take(sizeof(Number));
    if (!bytes) return std::nullopt;
    uint32_t value = 0;
    for (std::size_t i = sizeof(Number); i-- > 0;)
      value = value << 8 | std::to_integer<uint32_t>((*bytes)[i]);
    return static_cast<Number>(value);
  }

  sdk::ByteView rest_;
};

}  // namespace postern::tpm2

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "postern/sdk/bytes.h"

namespace postern::ssh {

// WireWriter: puts together what RFC 4251, 5 describes; numbers are big-endian.
class WireWriter {
 public:
  WireWriter& u32(uint32_t value) { return number(value, 4); }
  WireWriter& u64(uint64_t value) { return number(value, 8); }
  WireWriter& raw(sdk::ByteView bytes) {
    out_.insert(out_.end(), bytes.begin(), bytes.end());
    return *this;
  }
  WireWriter& string(sdk::ByteView bytes) { return u32(static_cast<uint32_t>(bytes.size())).raw(bytes); }
  WireWriter& string(std::string_view text) { return string(sdk::as_bytes(text)); }
  const sdk::ByteVector& bytes() const { return out_; }

 private:
  WireWriter& number(uint64_t value, unsigned size) {
    while (size-- > 0) out_.push_back(static_cast<std::byte>(value >> (8 * size) & 0xff));
    return *this;
  }

  sdk::ByteVector out_;
};

}  // namespace postern::ssh

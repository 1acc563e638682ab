// SPDX-License-Identifier: Apache-2.0
#pragma once

// WipedBuffer: 16 KiB of plaintext in flight; bytes are wiped as soon as they have been passed on.

#include <openssl/crypto.h>

#include <array>
#include <cstddef>

namespace postern::atls {

class WipedBuffer {
 public:
  static constexpr std::size_t kSize = 16 * 1024;  // one TLS record (RFC 8446 §5.1)

  WipedBuffer() = default;
  ~WipedBuffer() { OPENSSL_cleanse(bytes_.data(), bytes_.size()); }
  WipedBuffer(const WipedBuffer&) = delete;
  WipedBuffer& operator=(const WipedBuffer&) = delete;

  bool empty() const { return begin_ == end_; }
  const unsigned char* data() const { return bytes_.data() + begin_; }
  std::size_t size() const { return end_ - begin_; }

  // space: where up to kSize bytes may be written, when empty; then filled().
  unsigned char* space() { return bytes_.data(); }
  void filled(std::size_t size) {
    begin_ = 0;
    end_ = size;
  }

  // pass: drops and wipes the first bytes.
  void pass(std::size_t size) {
    OPENSSL_cleanse(bytes_.data() + begin_, size);
    begin_ += size;
  }

 private:
  std::array<unsigned char, kSize> bytes_;
  std::size_t begin_ = 0, end_ = 0;
};

}  // namespace postern::atls

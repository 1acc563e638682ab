// SPDX-License-Identifier: Apache-2.0
#pragma once

// SecretBytes: bytes that are wiped before their memory is given back. Move-only; has no way to be printed.

#include <memory>

#include "host/attest/value.h"

namespace postern::pipeline {

class SecretBytes {
 public:
  SecretBytes() = default;
  explicit SecretBytes(attest::ByteView content);
  SecretBytes(SecretBytes&& other) noexcept;
  SecretBytes& operator=(SecretBytes&& other) noexcept;
  SecretBytes(const SecretBytes&) = delete;
  SecretBytes& operator=(const SecretBytes&) = delete;
  ~SecretBytes();

  attest::ByteView bytes() const { return {data_.get(), size_}; }
  std::size_t size() const { return size_; }

 private:
  void wipe();
  std::unique_ptr<std::byte[]> data_;
  std::size_t size_ = 0;
};

}  // namespace postern::pipeline

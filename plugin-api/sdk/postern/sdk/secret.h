// SPDX-License-Identifier: Apache-2.0
#pragma once

// Secret: bytes in the host's secure memory, wiped when it goes. Move-only; never printed.

#include <algorithm>
#include <new>
#include <utility>

#include "postern/sdk/call.h"

namespace postern::sdk {

class Secret {
 public:
  Secret() = default;
  explicit Secret(std::size_t size) : size_(size) {
    if (size == 0) return;
    data_ = static_cast<std::byte*>(host_table()->secure_alloc(size));
    if (data_ == nullptr) throw std::bad_alloc();
  }
  explicit Secret(ByteView content) : Secret(content.size()) { std::copy(content.begin(), content.end(), data_); }
  Secret(Secret&& other) noexcept
      : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}
  Secret& operator=(Secret&& other) noexcept {
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
    return *this;
  }
  Secret(const Secret&) = delete;
  Secret& operator=(const Secret&) = delete;
  ~Secret() {
    if (data_ != nullptr) host_table()->secure_free(data_, size_);
  }

  std::span<std::byte> writable() { return {data_, size_}; }
  ByteView bytes() const { return {data_, size_}; }
  std::size_t size() const { return size_; }

 private:
  std::byte* data_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace postern::sdk

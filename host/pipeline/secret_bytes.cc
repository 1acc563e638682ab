// SPDX-License-Identifier: Apache-2.0
#include "host/pipeline/secret_bytes.h"

#include <string.h>

#include <algorithm>
#include <utility>

namespace postern::pipeline {

SecretBytes::SecretBytes(attest::ByteView content)
    : data_(content.empty() ? nullptr : new std::byte[content.size()]), size_(content.size()) {
  std::copy(content.begin(), content.end(), data_.get());
}

SecretBytes::SecretBytes(SecretBytes&& other) noexcept
    : data_(std::move(other.data_)), size_(std::exchange(other.size_, 0)) {}

SecretBytes& SecretBytes::operator=(SecretBytes&& other) noexcept {
  if (this == &other) return *this;
  wipe();
  data_ = std::move(other.data_);
  size_ = std::exchange(other.size_, 0);
  return *this;
}

SecretBytes::~SecretBytes() { wipe(); }

void SecretBytes::wipe() {
  if (size_ != 0) explicit_bzero(data_.get(), size_);
}

}  // namespace postern::pipeline

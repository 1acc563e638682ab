// SPDX-License-Identifier: Apache-2.0
#pragma once

// Page: the body of an answer, and when it came from its source.

#include <cstdint>
#include <memory>
#include <string>

#include "host/attest/value.h"
#include "host/collateral/clock.h"
#include "host/collateral/digest.h"

namespace postern::collateral {

inline constexpr uint64_t kLongestPage = 4 * 1024 * 1024;  // bytes; also the longest answer that a plugin may ask for

struct Page {
  attest::ByteVector bytes;
  std::string sha256;  // of bytes
  std::chrono::sys_seconds fetched{};
};
using PagePtr = std::shared_ptr<const Page>;

inline PagePtr make_page(attest::ByteVector bytes, Time fetched) {
  std::string digest = sha256_hex(bytes);
  return std::make_shared<const Page>(
      Page{std::move(bytes), std::move(digest), std::chrono::floor<std::chrono::seconds>(fetched)});
}

}  // namespace postern::collateral

// SPDX-License-Identifier: Apache-2.0
#pragma once

// Pages for tests, and what they say.

#include <string>

#include "host/collateral/page.h"
#include "unit/collateral/manual_clock.h"

namespace postern::collateral {

inline PagePtr page(const std::string& text, Duration after_start = Duration(0)) {
  const auto bytes = attest::as_bytes(text);
  return make_page({bytes.begin(), bytes.end()}, kStart + after_start);
}

inline std::string text_of(attest::ByteView bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }
inline std::string text_of(const PagePtr& page) { return page ? text_of(page->bytes) : "<none>"; }

inline attest::ByteVector bytes_of(const std::string& text) {
  const auto bytes = attest::as_bytes(text);
  return {bytes.begin(), bytes.end()};
}

}  // namespace postern::collateral

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdio>
#include <cstdlib>
#include <string_view>

// REQUIRE: a property that must hold for every input; libFuzzer keeps the input that breaks it.
#define REQUIRE(condition)                                                              \
  do {                                                                                  \
    if (!(condition)) {                                                                 \
      std::fprintf(stderr, "%s:%d: broken: %s\n", __FILE__, __LINE__, #condition);      \
      std::abort();                                                                     \
    }                                                                                   \
  } while (false)

namespace postern::fuzz {

// is_loggable: printable ASCII of at most this length, so that it can stand in a log line.
inline bool is_loggable(std::string_view text, std::size_t longest) {
  if (text.size() > longest) return false;
  for (char c : text)
    if (c < 0x20 || c > 0x7e) return false;
  return true;
}

inline std::string_view as_text(const unsigned char* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

}  // namespace postern::fuzz

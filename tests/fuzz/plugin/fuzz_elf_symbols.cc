// SPDX-License-Identifier: Apache-2.0
//
// The reader of a library's symbols: every name that it gives stands in the file, followed by its end.

#include <algorithm>
#include <cstdlib>

#include "host/plugin/elf_symbols.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, std::size_t size) {
  const postern::attest::ByteView image(reinterpret_cast<const std::byte*>(data), size);
  const auto symbols = postern::plugin::elf_symbols(image);
  if (!symbols.ok()) return 0;
  for (const std::string& name : *symbols) {
    const std::string with_end = name + '\0';
    const auto bytes = postern::attest::as_bytes(with_end);
    if (std::search(image.begin(), image.end(), bytes.begin(), bytes.end()) == image.end()) std::abort();
  }
  return 0;
}

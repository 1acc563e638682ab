// SPDX-License-Identifier: Apache-2.0
#include "common/encoding/base64.h"
#include "common/encoding/hex.h"
#include "fuzz/tpm2/require.h"

using namespace postern;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const sdk::ByteVector bytes = sdk::to_vector(fuzz::input(data, size));
  if (const auto decoded = encoding::decode_base64(text)) {
    fuzz::require(encoding::encode_base64(*decoded) == text, "there is one base64 text for each value");
    fuzz::require(decoded->size() <= size, "no more bytes than text");
  }
  fuzz::require(encoding::decode_base64(encoding::encode_base64(bytes)) == bytes, "base64 keeps every byte");
  if (const auto decoded = encoding::decode_hex(text))
    fuzz::require(decoded->size() * 2 == size, "two digits for each byte");
  fuzz::require(encoding::decode_hex(sdk::to_hex(bytes)) == bytes, "hex keeps every byte");
  return 0;
}

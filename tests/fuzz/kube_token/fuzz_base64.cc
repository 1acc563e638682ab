// SPDX-License-Identifier: Apache-2.0
//
// Everything that is encoded decodes to itself; what is decoded has the length that the text says.

#include <algorithm>

#include "common/crypto/secret_text.h"
#include "require.h"
#include "support/recording_host.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  static postern::test::RecordingHost host;
  using namespace postern::common;
  const std::string_view text = postern::fuzz::as_text(data, size);
  const auto encoded = encode_base64(postern::sdk::as_bytes(text));
  const auto back = decode_base64(text_of(encoded));
  REQUIRE(back && text_of(*back) == text);
  if (const auto decoded = decode_base64(text))
    REQUIRE(decoded->size() == size / 4 * 3 - static_cast<std::size_t>(std::count(text.begin(), text.end(), '=')));
  return 0;
}

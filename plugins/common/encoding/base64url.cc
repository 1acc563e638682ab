// SPDX-License-Identifier: Apache-2.0
#include "common/encoding/base64url.h"

#include <algorithm>

#include "common/encoding/base64.h"

namespace postern::encoding {

std::string encode_base64url(sdk::ByteView bytes) {
  std::string text = encode_base64(bytes);
  while (text.ends_with('=')) text.pop_back();
  std::replace(text.begin(), text.end(), '+', '-');
  std::replace(text.begin(), text.end(), '/', '_');
  return text;
}

std::optional<sdk::ByteVector> decode_base64url(std::string_view text) {
  if (text.find_first_of("+/=") != std::string_view::npos) return std::nullopt;
  std::string standard(text);
  std::replace(standard.begin(), standard.end(), '-', '+');
  std::replace(standard.begin(), standard.end(), '_', '/');
  standard.resize((standard.size() + 3) / 4 * 4, '=');  // three '=' are too many; decode_base64 refuses them
  return decode_base64(standard);
}

}  // namespace postern::encoding

// SPDX-License-Identifier: Apache-2.0
#include "common/encoding/base64.h"

#include <openssl/evp.h>

#include <limits>

namespace postern::encoding {
namespace {

constexpr std::size_t kLongestText = std::numeric_limits<int>::max() / 2;

std::size_t padding_of(std::string_view text) {
  if (text.ends_with("==")) return 2;
  return text.ends_with("=") ? 1 : 0;
}

}  // namespace

std::string encode_base64(sdk::ByteView bytes) {
  if (bytes.empty() || bytes.size() > kLongestText / 2) return {};
  std::string text((bytes.size() + 2) / 3 * 4 + 1, '\0');  // EVP_EncodeBlock writes a terminating zero
  EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                  reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<int>(bytes.size()));
  text.pop_back();
  return text;
}

std::optional<sdk::ByteVector> decode_base64(std::string_view text) {
  if (text.empty()) return sdk::ByteVector{};
  if (text.size() % 4 != 0 || text.size() > kLongestText) return std::nullopt;
  sdk::ByteVector bytes(text.size() / 4 * 3);
  const int written =
      EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()),
                      reinterpret_cast<const unsigned char*>(text.data()), static_cast<int>(text.size()));
  const std::size_t padding = padding_of(text);
  if (written < 0 || static_cast<std::size_t>(written) != bytes.size()) return std::nullopt;
  bytes.resize(bytes.size() - padding);
  // EVP_DecodeBlock overlooks blanks at the ends and stray bits; only the canonical text encodes back to
  // itself.
  if (encode_base64(bytes) != text) return std::nullopt;
  return bytes;
}

}  // namespace postern::encoding

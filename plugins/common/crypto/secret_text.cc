// SPDX-License-Identifier: Apache-2.0
#include "common/crypto/secret_text.h"

#include <openssl/evp.h>

#include <algorithm>
#include <climits>

namespace postern::common {
namespace {

constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

// padding_of: how many '=' end a well-formed text (0 to 2); nothing when it is not well formed.
std::optional<std::size_t> padding_of(std::string_view text) {
  if (text.size() % 4 != 0 || text.size() > INT_MAX / 2) return std::nullopt;
  const std::size_t end = text.find_last_not_of('=');
  const std::size_t payload = end == std::string_view::npos ? 0 : end + 1;
  if (text.size() - payload > 2) return std::nullopt;
  if (text.substr(0, payload).find_first_not_of(kAlphabet) != std::string_view::npos) return std::nullopt;
  return text.size() - payload;
}

const unsigned char* octets(const void* data) { return static_cast<const unsigned char*>(data); }
unsigned char* octets(std::byte* data) { return reinterpret_cast<unsigned char*>(data); }

}  // namespace

std::string_view text_of(const sdk::Secret& secret) {
  return {reinterpret_cast<const char*>(secret.bytes().data()), secret.size()};
}

sdk::Secret join_secret(std::initializer_list<std::string_view> parts) {
  std::size_t size = 0;
  for (std::string_view part : parts) size += part.size();
  sdk::Secret joined(size);
  auto out = joined.writable().begin();
  for (std::string_view part : parts) out = std::ranges::copy(sdk::as_bytes(part), out).out;
  return joined;
}

sdk::Secret encode_base64(sdk::ByteView bytes) {
  if (bytes.empty() || bytes.size() > INT_MAX / 2) return {};
  const std::size_t size = (bytes.size() + 2) / 3 * 4;
  sdk::Secret terminated(size + 1);  // OpenSSL ends what it writes with a zero
  EVP_EncodeBlock(octets(terminated.writable().data()), octets(bytes.data()), static_cast<int>(bytes.size()));
  return sdk::Secret(terminated.bytes().first(size));
}

std::optional<sdk::Secret> decode_base64(std::string_view text) {
  const auto padding = padding_of(text);
  if (!padding) return std::nullopt;
  if (text.empty()) return sdk::Secret();
  sdk::Secret padded(text.size() / 4 * 3);
  const int size = EVP_DecodeBlock(octets(padded.writable().data()), octets(text.data()), static_cast<int>(text.size()));
  if (size < 0 || static_cast<std::size_t>(size) != padded.size()) return std::nullopt;
  return sdk::Secret(padded.bytes().first(padded.size() - *padding));
}

}  // namespace postern::common

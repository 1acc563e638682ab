// SPDX-License-Identifier: Apache-2.0
#include "common/jose/sign_jwt.h"

#include <openssl/err.h>

#include <memory>

#include "common/crypto/secret_text.h"

namespace postern::jose {
namespace {

using sdk::Failure;
using sdk::Secret;

constexpr int kSmallestRsa = 2048;  // bits (RFC 7518, 3.3)

struct FreeContext {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};

// encode: base64url without padding (RFC 7515, 2).
Secret encode(sdk::ByteView bytes) {
  Secret text = common::encode_base64(bytes);
  std::size_t size = text.size();
  for (std::byte& byte : text.writable()) {
    if (byte == std::byte{'+'}) byte = std::byte{'-'};
    if (byte == std::byte{'/'}) byte = std::byte{'_'};
  }
  while (size > 0 && text.bytes()[size - 1] == std::byte{'='}) --size;
  return Secret(text.bytes().first(size));
}

sdk::Result<sdk::ByteVector> sign(EVP_PKEY* key, sdk::ByteView message) {
  const std::unique_ptr<EVP_MD_CTX, FreeContext> context(EVP_MD_CTX_new());
  const auto* data = reinterpret_cast<const unsigned char*>(message.data());
  std::size_t size = static_cast<std::size_t>(EVP_PKEY_get_size(key));
  sdk::ByteVector signature(size);
  if (!context || EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key) != 1 ||
      EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size, data,
                     message.size()) != 1) {
    ERR_clear_error();
    return Failure::internal("OpenSSL cannot sign the token");
  }
  signature.resize(size);
  return signature;
}

}  // namespace

sdk::Result<Secret> sign_jwt(EVP_PKEY* key, const nlohmann::json& claims, const std::string& key_id) {
  if (key == nullptr || EVP_PKEY_is_a(key, "RSA") != 1 || EVP_PKEY_get_bits(key) < kSmallestRsa)
    return Failure::misconfigured("", "the key that signs tokens is no RSA key of at least 2048 bits");
  nlohmann::json header{{"alg", "RS256"}, {"typ", "JWT"}};
  if (!key_id.empty()) header["kid"] = key_id;
  const Secret message = common::join_secret({common::text_of(encode(sdk::as_bytes(header.dump()))), ".",
                                              common::text_of(encode(sdk::as_bytes(claims.dump())))});
  POSTERN_TRY(signature, sign(key, message.bytes()));
  return common::join_secret({common::text_of(message), ".", common::text_of(encode(signature))});
}

}  // namespace postern::jose

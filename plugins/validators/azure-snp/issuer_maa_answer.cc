// SPDX-License-Identifier: Apache-2.0
#include "validators/azure-snp/issuer_maa_answer.h"

#include <openssl/evp.h>

#include <algorithm>
#include <memory>

#include "common/encoding/base64.h"
#include "common/encoding/base64url.h"
#include "common/json/bounded_json.h"

namespace postern::azure_snp {
namespace {

using nlohmann::json;
using sdk::Failure;
using sdk::Result;

constexpr common::JsonLimits kLimits{.bytes = 256 * 1024, .values = 64, .depth = 4};
constexpr std::size_t kIvSize = 12, kTagSize = 16;
constexpr std::string_view kAdditional = "Transport Key";

Failure invalid(std::string text) {
  return Failure(POSTERN_UNAVAILABLE, POSTERN_REASON_COLLATERAL_INVALID)
      .about("maa.token")
      .text("the answer of Microsoft Azure Attestation cannot be used: " + std::move(text));
}

Result<json> read_object(sdk::ByteView bytes) {
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  auto parsed = common::read_json(text, kLimits);
  if (const auto* complaint = std::get_if<common::JsonComplaint>(&parsed))
    return invalid("it " + std::string(complaint->text));
  return std::get<json>(std::move(parsed));
}

Result<std::string> text_of(const json& object, const char* name) {
  const json* member = common::find_member(object, name);
  if (member == nullptr || !member->is_string()) return invalid(std::string("no text in ") + name);
  return member->get<std::string>();
}

Result<sdk::ByteVector> bytes_of(const json& object, const char* name) {
  POSTERN_TRY(text, text_of(object, name));
  auto bytes = encoding::decode_base64(text);
  if (!bytes) return invalid(std::string(name) + " is not base64");
  return std::move(*bytes);
}

const EVP_CIPHER* cipher_for(std::size_t key_size) {
  if (key_size == 16) return EVP_aes_128_gcm();
  if (key_size == 24) return EVP_aes_192_gcm();
  return key_size == 32 ? EVP_aes_256_gcm() : nullptr;
}

const unsigned char* raw(const void* data) { return static_cast<const unsigned char*>(data); }

}  // namespace

Result<EncryptedToken> parse_maa_answer(sdk::ByteView answer) {
  POSTERN_TRY(outer, read_object(answer));
  POSTERN_TRY(text, text_of(outer, "token"));
  const auto decoded = encoding::decode_base64url(text);
  if (!decoded) return invalid("token is not base64url");
  POSTERN_TRY(inner, read_object(*decoded));
  const json* params = common::find_member(inner, "EncryptionParams");
  if (params == nullptr || !params->is_object()) return invalid("no EncryptionParams");
  POSTERN_TRY(key, bytes_of(inner, "EncryptedInnerKey"));
  POSTERN_TRY(iv, bytes_of(*params, "Iv"));
  POSTERN_TRY(ciphertext, bytes_of(inner, "Jwt"));
  POSTERN_TRY(tag, bytes_of(inner, "AuthenticationData"));
  if (iv.size() != kIvSize || tag.size() != kTagSize) return invalid("its encryption is not AES-GCM");
  return EncryptedToken{std::move(key), std::move(iv), std::move(ciphertext), std::move(tag)};
}

Result<std::string> decrypt_token(const EncryptedToken& token, sdk::ByteView aes_key) {
  const EVP_CIPHER* cipher = cipher_for(aes_key.size());
  if (cipher == nullptr) return invalid("its key is no AES key");
  const std::unique_ptr<EVP_CIPHER_CTX, void (*)(EVP_CIPHER_CTX*)> context(EVP_CIPHER_CTX_new(), EVP_CIPHER_CTX_free);
  sdk::ByteVector tag = token.tag;
  std::string plain(token.ciphertext.size(), '\0');
  auto* out = reinterpret_cast<unsigned char*>(plain.data());
  int size = 0, rest = 0;
  const bool good =
      context != nullptr &&
      EVP_DecryptInit_ex(context.get(), cipher, nullptr, raw(aes_key.data()), raw(token.iv.data())) == 1 &&
      EVP_DecryptUpdate(context.get(), nullptr, &size, raw(kAdditional.data()), kAdditional.size()) == 1 &&
      EVP_DecryptUpdate(context.get(), out, &size, raw(token.ciphertext.data()),
                        static_cast<int>(token.ciphertext.size())) == 1 &&
      EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_SET_TAG, kTagSize, tag.data()) == 1 &&
      EVP_DecryptFinal_ex(context.get(), out + size, &rest) == 1;
  if (!good) return invalid("it does not decrypt");
  plain.resize(static_cast<std::size_t>(size + rest));
  const bool is_text = std::all_of(plain.begin(), plain.end(), [](char c) { return c > ' ' && c <= '~'; });
  if (!is_text) return invalid("what it decrypts to is no token");
  return plain;
}

}  // namespace postern::azure_snp

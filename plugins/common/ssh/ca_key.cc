// SPDX-License-Identifier: Apache-2.0
#include "common/ssh/ca_key.h"

#include <openssl/err.h>

#include <array>

#include "common/ssh/authorized_key.h"
#include "common/ssh/wire_writer.h"

namespace postern::ssh {
namespace {

constexpr std::size_t kPublicKey = 32, kSignature = 64;  // bytes (RFC 8032, 5.1.5 and 5.1.6)

const unsigned char* octets(sdk::ByteView bytes) { return reinterpret_cast<const unsigned char*>(bytes.data()); }

template <std::size_t Size>
sdk::ByteView view_of(const std::array<unsigned char, Size>& octets) {
  return {reinterpret_cast<const std::byte*>(octets.data()), octets.size()};
}

sdk::Failure broken(std::string text) {
  ERR_clear_error();
  return sdk::Failure::internal(std::move(text));
}

}  // namespace

sdk::Result<CaKey> CaKey::from_seed(sdk::ByteView seed) {
  if (seed.size() != kSeed) return broken("the seed of the SSH CA is not of 32 bytes");
  std::shared_ptr<EVP_PKEY> key(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, octets(seed), seed.size()),
                                EVP_PKEY_free);
  std::array<unsigned char, kPublicKey> point{};
  std::size_t size = point.size();
  if (!key || EVP_PKEY_get_raw_public_key(key.get(), point.data(), &size) != 1 || size != point.size())
    return broken("OpenSSL makes no Ed25519 key");
  return CaKey(std::move(key), WireWriter().string(kCaKeyType).string(view_of(point)).bytes());
}

std::string CaKey::authorized_key() const { return ssh::authorized_key(kCaKeyType, public_wire_); }

sdk::Result<sdk::ByteVector> CaKey::sign(sdk::ByteView message) const {
  const std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
  std::array<unsigned char, kSignature> signature{};
  std::size_t size = signature.size();
  if (!context || EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key_.get()) != 1 ||
      EVP_DigestSign(context.get(), signature.data(), &size, octets(message), message.size()) != 1 ||
      size != signature.size())
    return broken("OpenSSL cannot sign with Ed25519");
  return WireWriter().string(kCaKeyType).string(view_of(signature)).bytes();
}

}  // namespace postern::ssh

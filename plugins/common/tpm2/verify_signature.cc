// SPDX-License-Identifier: Apache-2.0
#include "common/tpm2/verify_signature.h"

#include <openssl/bn.h>
#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <openssl/rsa.h>

#include <string>

#include "common/tpm2/digest.h"
#include "common/tpm2/key_fingerprint.h"

namespace postern::tpm2 {
namespace {

struct FreeOpenssl {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
  void operator()(ECDSA_SIG* signature) const { ECDSA_SIG_free(signature); }
};

sdk::Failure refused(std::string text) {
  ERR_clear_error();
  return sdk::Failure::denied(POSTERN_REASON_SIGNATURE_INVALID)
      .about("tpm.quote")
      .spec("TPM 2.0 Library rev. 1.59 Part 2, 11.3.4")
      .peer("a signature does not verify")
      .text(std::move(text));
}

// to_der: ECDSA-Sig-Value (RFC 3279, 2.2.3) of the two numbers, or nothing when one is not in the curve's
// range.
sdk::ByteVector to_der(const Signature& signature, std::size_t longest) {
  if (signature.ecdsa_r.size() > longest || signature.ecdsa_s.size() > longest) return {};
  const auto number = [](sdk::ByteView bytes) {
    return BN_bin2bn(reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<int>(bytes.size()),
                     nullptr);
  };
  const std::unique_ptr<ECDSA_SIG, FreeOpenssl> pair(ECDSA_SIG_new());
  if (!pair || ECDSA_SIG_set0(pair.get(), number(signature.ecdsa_r), number(signature.ecdsa_s)) != 1)
    return {};
  unsigned char* encoded = nullptr;
  const int size = i2d_ECDSA_SIG(pair.get(), &encoded);
  if (size <= 0) return {};
  const auto* first = reinterpret_cast<const std::byte*>(encoded);
  sdk::ByteVector der(first, first + size);
  OPENSSL_free(encoded);
  return der;
}

bool set_padding(EVP_PKEY_CTX* context, SignatureScheme scheme) {
  switch (scheme) {
    case SignatureScheme::kRsassa:
      return EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PADDING) == 1;
    case SignatureScheme::kRsapss:
      // A TPM salts with as many bytes as fit or as the hash has (Part 1, B.7); both are read from the
      // encoding.
      return EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PSS_PADDING) == 1 &&
             EVP_PKEY_CTX_set_rsa_pss_saltlen(context, RSA_PSS_SALTLEN_AUTO) == 1;
    case SignatureScheme::kEcdsa:
      return true;
  }
  return false;
}

bool verifies(EVP_PKEY* key, const Signature& signature, sdk::ByteView encoded, sdk::ByteView message) {
  const std::unique_ptr<EVP_MD_CTX, FreeOpenssl> context(EVP_MD_CTX_new());
  EVP_PKEY_CTX* key_context = nullptr;
  if (!context ||
      EVP_DigestVerifyInit(context.get(), &key_context, message_digest(signature.hash), nullptr, key) != 1)
    return false;
  if (!set_padding(key_context, signature.scheme)) return false;
  return EVP_DigestVerify(context.get(), reinterpret_cast<const unsigned char*>(encoded.data()),
                          encoded.size(), reinterpret_cast<const unsigned char*>(message.data()),
                          message.size()) == 1;
}

// check_scheme: no algorithm confusion: what the signature says must fit the key.
sdk::Result<void> check_scheme(const PublicKey& key, const Signature& signature) {
  if (signature.hash == HashAlgorithm::kSha1)
    return refused("a signature over a SHA-1 digest is not accepted").expected("sha256, sha384 or sha512").observed("sha1");
  if (key.is_rsa() == (signature.scheme == SignatureScheme::kEcdsa))
    return refused("the signature does not fit the key")
        .expected(key.is_rsa() ? "RSASSA or RSAPSS" : "ECDSA")
        .observed(std::string(name_of(signature.scheme)));
  const bool fits = key.scheme().value_or(signature.scheme) == signature.scheme &&
                    key.scheme_hash().value_or(signature.hash) == signature.hash;
  if (!fits)
    return refused("the key signs with another scheme than the signature has")
        .expected(std::string(name_of(key.scheme().value_or(signature.scheme))) + " " +
                  std::string(name_of(key.scheme_hash().value_or(signature.hash))))
        .observed(std::string(name_of(signature.scheme)) + " " + std::string(name_of(signature.hash)));
  return {};
}

std::string sizes_of(const Signature& signature) {
  if (signature.scheme != SignatureScheme::kEcdsa) return std::to_string(signature.rsa.size()) + " bytes";
  return "R of " + std::to_string(signature.ecdsa_r.size()) + " and S of " + std::to_string(signature.ecdsa_s.size()) + " bytes";
}

// describe: what was signed by somebody else, or changed since: both by digests, so that they can be found again.
std::string describe(const Signature& signature, sdk::ByteView message) {
  const auto sha256 = [](std::initializer_list<sdk::ByteView> parts) {
    return sdk::to_hex(digest(HashAlgorithm::kSha256, parts));
  };
  return std::string(name_of(signature.scheme)) + " " + std::string(name_of(signature.hash)) + " signature with SHA-256 " +
         sha256({signature.rsa, signature.ecdsa_r, signature.ecdsa_s}) + " over a quote with SHA-256 " + sha256({message});
}

}  // namespace

sdk::Result<void> verify_signature(const PublicKey& key, const Signature& signature, sdk::ByteView message) {
  POSTERN_CHECK(check_scheme(key, signature));
  const auto key_size = static_cast<std::size_t>((EVP_PKEY_get_bits(key.get()) + 7) / 8);
  const sdk::ByteVector encoded = key.is_rsa() ? signature.rsa : to_der(signature, key_size);
  if (encoded.empty() || (key.is_rsa() && encoded.size() != key_size))
    return refused("the signature has not the size that fits the key")
        .expected((key.is_rsa() ? "" : "R and S of at most ") + std::to_string(key_size) + " bytes")
        .observed(sizes_of(signature));
  if (!verifies(key.get(), signature, encoded, message))
    return refused("the signature does not verify under the attestation key")
        .expected("a signature by the key with " + key_fingerprint(key.get()))
        .observed(describe(signature, message));
  return {};
}

}  // namespace postern::tpm2

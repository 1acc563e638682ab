// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openssl/evp.h>

#include <memory>
#include <optional>
#include <string_view>

#include "common/tpm2/public.h"
#include "postern/sdk/result.h"

namespace postern::tpm2 {

// PublicKey: a key that may verify TPM signatures: RSA of 2048 to 4096 bits, or ECC on P-256 or P-384.
// Move-only. Whether the key is trusted is not its concern. Errors of the makers: denied, AK_UNSUITABLE
// (other algorithm, size or point), EVIDENCE_MALFORMED (unreadable).
class PublicKey {
 public:
  // from_tpm: of a parsed TPMT_PUBLIC. Only the exponent 65537 is accepted. Remembers the scheme that the key
  // is bound to, so that no other one is accepted from it.
  static sdk::Result<PublicKey> from_tpm(const Public& key);
  // from_pem, from_der: of a SubjectPublicKeyInfo (RFC 5280, 4.1.2.7); bound to no scheme.
  static sdk::Result<PublicKey> from_pem(std::string_view text);
  static sdk::Result<PublicKey> from_der(sdk::ByteView bytes);

  EVP_PKEY* get() const { return key_.get(); }
  bool is_rsa() const { return is_rsa_; }
  std::optional<SignatureScheme> scheme() const { return scheme_; }
  std::optional<HashAlgorithm> scheme_hash() const { return scheme_hash_; }

  // same_as: same algorithm, parameters and public value.
  bool same_as(const PublicKey& other) const;

 private:
  struct Free {
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  };
  using Handle = std::unique_ptr<EVP_PKEY, Free>;

  static sdk::Result<PublicKey> checked(Handle key);
  explicit PublicKey(Handle key, bool is_rsa) : key_(std::move(key)), is_rsa_(is_rsa) {}

  Handle key_;
  bool is_rsa_;
  std::optional<SignatureScheme> scheme_;
  std::optional<HashAlgorithm> scheme_hash_;
};

}  // namespace postern::tpm2

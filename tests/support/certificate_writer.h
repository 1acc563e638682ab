// SPDX-License-Identifier: Apache-2.0
#pragma once

// X.509 certificates and revocation lists, signed as their parts say, right or wrong. Written with OpenSSL alone, so that
// the product is tested against code that is not its own. Functions throw std::runtime_error when OpenSSL fails. Times are
// seconds since 1970 (UTC).

#include <openssl/evp.h>

#include <ctime>
#include <optional>
#include <string>
#include <vector>

#include "postern/sdk/bytes.h"

namespace postern::test {

// Keys are made on first use, one per name, and kept until the process ends. Any thread. The RSA keys have 4096 bits
// of four primes, which OpenSSL finds many times faster than two; nothing outside can tell.
EVP_PKEY* rsa_key(const std::string& name);
EVP_PKEY* p384_key(const std::string& name);
// spki_sha256: SHA-256 of the key's SubjectPublicKeyInfo, as roots are pinned.
sdk::ByteVector spki_sha256(EVP_PKEY* key);

inline constexpr std::time_t kPkiNotBefore = 1704067200;  // 2024-01-01T00:00:00Z
inline constexpr std::time_t kPkiNotAfter = 2335219200;   // 2044-01-01T00:00:00Z
inline constexpr std::time_t kPkiNow = 1798761600;        // 2027-01-01T00:00:00Z, a time at which all is valid

// ExtensionParts: one X.509 extension; content is what stands inside of extnValue's OCTET STRING.
struct ExtensionParts {
  std::string oid = {};  // dotted decimal
  sdk::ByteVector content = {};
  bool critical = false;
};

// SignatureParts: how a certificate or a list is signed.
struct SignatureParts {
  EVP_PKEY* key = nullptr;
  const char* hash = "SHA384";
  const char* mask_hash = "SHA384";  // of MGF1
  int salt_length = 48;
  bool is_pss = true;  // false: PKCS#1 v1.5 (or ECDSA, with such a key)
};

struct CertificateParts {
  std::string common_name = {}, issuer = {};  // the CN of either name; the other fields are AMD's
  std::string organization = "Advanced Micro Devices";         // of the subject
  std::string issuer_organization = "Advanced Micro Devices";  // of the issuer
  long serial = 0;
  long version = 2;  // as encoded: 2 is X.509 v3
  std::time_t not_before = kPkiNotBefore, not_after = kPkiNotAfter;
  EVP_PKEY* key = nullptr;  // whose certificate it is
  SignatureParts signature = {};
  std::optional<std::string> basic_constraints = {};  // as OpenSSL writes them: "critical,CA:TRUE,pathlen:0"
  std::optional<std::string> key_usage = {};          // "critical,keyCertSign"
  std::vector<ExtensionParts> extensions = {};        // in this order
};

struct Certificate {
  sdk::ByteVector der;
  std::string pem;
};
Certificate write_certificate(const CertificateParts& parts);

// RevocationParts: a CRL.
struct RevocationParts {
  std::string issuer = {};
  std::string issuer_organization = "Advanced Micro Devices";
  SignatureParts signature = {};
  std::time_t last_update = kPkiNow - 86400;
  std::optional<std::time_t> next_update = kPkiNow + 30 * 86400;
  std::vector<long> revoked = {};  // serial numbers
  long number = 1;
};
sdk::ByteVector write_crl(const RevocationParts& parts);  // DER

// der_integer: a DER INTEGER, as SPLs are written. ia5_string: a DER IA5String.
sdk::ByteVector der_integer(long value);
sdk::ByteVector ia5_string(const std::string& text);

}  // namespace postern::test

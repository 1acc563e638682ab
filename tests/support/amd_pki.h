// SPDX-License-Identifier: Apache-2.0
#pragma once

// A public-key infrastructure like AMD's for SEV-SNP, made for tests: root (ARK), intermediates (ASK, ASVK), chip and
// cloud keys (VCEK, VLEK) and revocation lists. Every part starts out right and can be made wrong before it is
// signed. Written with OpenSSL alone, so that the product is tested against code that is not its own.
//
//   AmdPki pki(AmdProduct::kGenoa);
//   CertificateParts parts = pki.vek({.kind = VekKind::kVcek, .spl = {.microcode = 9}});
//   parts.salt_length = 20;                      // wrong on purpose
//   const Certificate vcek = write_certificate(parts);
//
// Functions throw std::runtime_error when OpenSSL fails. Times are seconds since 1970 (UTC).

#include <openssl/evp.h>

#include <cstdint>
#include <ctime>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "postern/sdk/bytes.h"

namespace postern::test {

enum class AmdProduct { kMilan, kGenoa, kTurin };
enum class VekKind { kVcek, kVlek };

// to_text: "Milan", "Genoa", "Turin".
std::string to_text(AmdProduct product);

// Keys are made on first use, one per name, and kept until the process ends. Any thread. The RSA keys have 4096 bits
// of four primes, which OpenSSL finds many times faster than two; nothing outside can tell.
EVP_PKEY* rsa_key(const std::string& name);
EVP_PKEY* p384_key(const std::string& name);
// spki_sha256: SHA-256 of the key's SubjectPublicKeyInfo, as roots are pinned.
sdk::ByteVector spki_sha256(EVP_PKEY* key);

inline constexpr std::time_t kPkiNotBefore = 1704067200;  // 2024-01-01T00:00:00Z
inline constexpr std::time_t kPkiNotAfter = 2335219200;   // 2044-01-01T00:00:00Z
inline constexpr std::time_t kPkiNow = 1798761600;        // 2027-01-01T00:00:00Z, a time at which all is valid

// TcbParts: security patch levels (SPL). fmc exists on Turin only and is left out elsewhere.
struct TcbParts {
  uint8_t fmc = 1, bootloader = 4, tee = 2, snp = 24, microcode = 219;
};

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

// VekParts: what a VCEK or VLEK says. Extensions are named by what follows 1.3.6.1.4.1.3704.1. ("3.8").
struct VekParts {
  VekKind kind = VekKind::kVcek;
  TcbParts spl = {};
  std::optional<std::string> product_name = {};  // else the usual one: "Milan-B0", "Genoa", "Turin"; of a VLEK "Milan" …
  std::optional<sdk::ByteVector> hwid = {};      // VCEK; else default_chip_id(): 64 bytes, 8 of them on Turin
  std::string csp_id = "CN=cc-test-1.example.com";         // VLEK
  std::set<std::string> without = {};                      // extensions to leave out
  std::map<std::string, sdk::ByteVector> replaced = {};    // extensions whose content is these bytes instead
  std::vector<std::pair<std::string, sdk::ByteVector>> added = {};  // further ones at the end, also a second time
};

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

// AmdPki: the parts of one product's infrastructure, all right. Its root is not AMD's: pin root_pin().
class AmdPki {
 public:
  explicit AmdPki(AmdProduct product = AmdProduct::kMilan) : product_(product) {}
  AmdProduct product() const { return product_; }

  // Names as AMD gives them: "ARK-Milan", "SEV-Milan", "SEV-VLEK-Milan". They name the keys, too.
  std::string ark_name() const { return "ARK-" + to_text(product_); }
  std::string ask_name() const { return "SEV-" + to_text(product_); }
  std::string asvk_name() const { return "SEV-VLEK-" + to_text(product_); }
  EVP_PKEY* ark_key() const { return rsa_key(ark_name()); }
  EVP_PKEY* vek_key(VekKind kind) const;
  sdk::ByteVector root_pin() const { return spki_sha256(ark_key()); }

  CertificateParts ark() const;
  CertificateParts ask() const;
  CertificateParts asvk() const;
  CertificateParts vek(const VekParts& vek = {}) const;
  RevocationParts crl() const;

  // intermediate: the ASK or, for a VLEK, the ASVK.
  CertificateParts intermediate(VekKind kind) const { return kind == VekKind::kVlek ? asvk() : ask(); }

 private:
  AmdProduct product_;
};

// default_chip_id: 64 bytes; the chip of reports and VCEKs by default. On Turin only the first 8 are not zero.
sdk::ByteVector default_chip_id(AmdProduct product);

// der_integer: a DER INTEGER, as SPLs are written. ia5_string: a DER IA5String.
sdk::ByteVector der_integer(long value);
sdk::ByteVector ia5_string(const std::string& text);

}  // namespace postern::test

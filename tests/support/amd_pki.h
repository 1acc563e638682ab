// SPDX-License-Identifier: Apache-2.0
#pragma once

// A public-key infrastructure like AMD's for SEV-SNP, made for tests: root (ARK), intermediates (ASK, ASVK), chip and
// cloud keys (VCEK, VLEK) and revocation lists. Every part starts out right and can be made wrong before it is
// signed.
//
//   AmdPki pki(AmdProduct::kGenoa);
//   CertificateParts parts = pki.vek({.kind = VekKind::kVcek, .spl = {.microcode = 9}});
//   parts.signature.salt_length = 20;            // wrong on purpose
//   const Certificate vcek = write_certificate(parts);
//
// Functions throw std::runtime_error when OpenSSL fails.

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "support/certificate_writer.h"

namespace postern::test {

enum class AmdProduct { kMilan, kGenoa, kTurin };
enum class VekKind { kVcek, kVlek };

// to_text: "Milan", "Genoa", "Turin".
std::string to_text(AmdProduct product);

// TcbParts: security patch levels (SPL). fmc exists on Turin only and is left out elsewhere.
struct TcbParts {
  uint8_t fmc = 1, bootloader = 4, tee = 2, snp = 24, microcode = 219;
};

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

}  // namespace postern::test

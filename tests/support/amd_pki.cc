// SPDX-License-Identifier: Apache-2.0
#include "support/amd_pki.h"

namespace postern::test {
namespace {

constexpr const char* kPrefix = "1.3.6.1.4.1.3704.1.";
constexpr long kArkSerial = 0x10000, kAskSerial = 0x10001, kAsvkSerial = 0x10101;

sdk::ByteVector first_bytes(const sdk::ByteVector& bytes, std::size_t size) {
  return {bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(size)};
}

std::string usual_product_name(AmdProduct product, VekKind kind) {
  return product == AmdProduct::kMilan && kind == VekKind::kVcek ? "Milan-B0" : to_text(product);
}

// usual_extensions: in the order in which AMD's certificates have them.
std::vector<std::pair<std::string, sdk::ByteVector>> usual_extensions(AmdProduct product, const VekParts& vek) {
  const bool is_turin = product == AmdProduct::kTurin;
  std::vector<std::pair<std::string, sdk::ByteVector>> list;
  list.emplace_back("1", der_integer(is_turin ? 1 : 0));
  list.emplace_back("2", ia5_string(vek.product_name.value_or(usual_product_name(product, vek.kind))));
  if (is_turin) list.emplace_back("3.9", der_integer(vek.spl.fmc));
  list.emplace_back("3.1", der_integer(vek.spl.bootloader));
  list.emplace_back("3.2", der_integer(vek.spl.tee));
  if (is_turin) list.emplace_back("3.3", der_integer(vek.spl.snp));
  if (!is_turin) list.emplace_back("3.4", der_integer(0));
  for (const char* reserved : {"3.5", "3.6", "3.7"}) list.emplace_back(reserved, der_integer(0));
  if (!is_turin) list.emplace_back("3.3", der_integer(vek.spl.snp));
  list.emplace_back("3.8", der_integer(vek.spl.microcode));
  if (vek.kind == VekKind::kVlek)
    list.emplace_back("5", ia5_string(vek.csp_id));
  else
    list.emplace_back("4", vek.hwid.value_or(first_bytes(default_chip_id(product), is_turin ? 8 : 64)));
  return list;
}

}  // namespace

std::string to_text(AmdProduct product) {
  if (product == AmdProduct::kMilan) return "Milan";
  return product == AmdProduct::kGenoa ? "Genoa" : "Turin";
}

EVP_PKEY* AmdPki::vek_key(VekKind kind) const {
  return p384_key((kind == VekKind::kVlek ? "VLEK " : "VCEK ") + to_text(product_));
}

CertificateParts AmdPki::ark() const {
  CertificateParts parts{.common_name = ark_name(), .issuer = ark_name(), .serial = kArkSerial};
  parts.key = ark_key();
  parts.signature.key = ark_key();
  parts.basic_constraints = "critical,CA:TRUE";
  parts.key_usage = "critical,keyCertSign,cRLSign";
  return parts;
}

CertificateParts AmdPki::ask() const {
  CertificateParts parts{.common_name = ask_name(), .issuer = ark_name(), .serial = kAskSerial};
  parts.key = rsa_key(ask_name());
  parts.signature.key = ark_key();
  parts.basic_constraints = "critical,CA:TRUE,pathlen:0";
  parts.key_usage = "critical,keyCertSign";
  return parts;
}

CertificateParts AmdPki::asvk() const {
  CertificateParts parts = ask();
  parts.common_name = asvk_name();
  parts.serial = kAsvkSerial;
  parts.key = rsa_key(asvk_name());
  return parts;
}

CertificateParts AmdPki::vek(const VekParts& vek) const {
  const bool is_vlek = vek.kind == VekKind::kVlek;
  CertificateParts parts{.common_name = is_vlek ? "SEV-VLEK" : "SEV-VCEK",
                         .issuer = is_vlek ? asvk_name() : ask_name()};
  parts.key = vek_key(vek.kind);
  parts.signature.key = rsa_key(parts.issuer);
  for (auto& [suffix, content] : usual_extensions(product_, vek)) {
    if (vek.without.contains(suffix)) continue;
    const auto replaced = vek.replaced.find(suffix);
    parts.extensions.push_back({kPrefix + suffix, replaced == vek.replaced.end() ? content : replaced->second});
  }
  for (const auto& [suffix, content] : vek.added) parts.extensions.push_back({kPrefix + suffix, content});
  return parts;
}

RevocationParts AmdPki::crl() const {
  RevocationParts parts{.issuer = ark_name()};
  parts.signature.key = ark_key();
  return parts;
}

sdk::ByteVector default_chip_id(AmdProduct product) {
  sdk::ByteVector id(64);
  const std::size_t used = product == AmdProduct::kTurin ? 8 : id.size();
  for (std::size_t i = 0; i < used; ++i) id[i] = static_cast<std::byte>(0xA0 + i);
  return id;
}

}  // namespace postern::test

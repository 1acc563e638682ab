// SPDX-License-Identifier: Apache-2.0
#include "common/snp/parse_vek_certificate.h"

#include <openssl/asn1.h>
#include <openssl/err.h>
#include <openssl/evp.h>

#include <algorithm>
#include <cstdlib>

namespace postern::snp {
namespace {

using sdk::Result;
using x509::Certificate;

constexpr std::string_view kPrefix = "1.3.6.1.4.1.3704.1.";
constexpr std::size_t kLongestText = 255;  // of an IA5String

struct FreeOpenssl {
  void operator()(ASN1_STRING* text) const { ASN1_STRING_free(text); }
};
using AsnPtr = std::unique_ptr<ASN1_STRING, FreeOpenssl>;

sdk::Failure refused(std::string_view code, std::string text) {
  ERR_clear_error();
  return sdk::Failure::denied(code)
      .about("snp.vek")
      .spec("AMD 57230, certificate extensions")
      .peer("the certificate of the endorsement key is not valid")
      .text(std::move(text));
}
sdk::Failure malformed(const std::string& oid, const std::string& text) {
  return refused(POSTERN_REASON_CERTIFICATE_INVALID, "VEK certificate, extension " + oid + ": " + text);
}

std::string oid_of(std::string_view suffix) { return std::string(kPrefix) + std::string(suffix); }

// is_der: the value, when written again, is exactly content.
template <typename Write>
bool is_der(const ASN1_STRING* value, Write write, sdk::ByteView content) {
  unsigned char* written = nullptr;
  const int size = write(value, &written);
  if (size < 0) return false;
  const sdk::ByteView again(reinterpret_cast<const std::byte*>(written), static_cast<std::size_t>(size));
  const bool same = std::equal(again.begin(), again.end(), content.begin(), content.end());
  OPENSSL_free(written);
  return same;
}

Result<sdk::ByteView> required(const Certificate& certificate, std::string_view suffix) {
  const std::string oid = oid_of(suffix);
  const auto content = certificate.extension(oid.c_str());
  if (!content) return malformed(oid, "is missing");
  return *content;
}

Result<void> absent(const Certificate& certificate, std::string_view suffix) {
  const std::string oid = oid_of(suffix);
  if (!certificate.extension(oid.c_str())) return {};
  return malformed(oid, "a certificate of this role and product has none");
}

// read_byte: an INTEGER from 0 to 255 (X.690, 8.3): values from 128 take two bytes of content.
Result<uint8_t> read_byte(const Certificate& certificate, std::string_view suffix) {
  POSTERN_TRY(content, required(certificate, suffix));
  const auto* next = reinterpret_cast<const unsigned char*>(content.data());
  const AsnPtr number(d2i_ASN1_INTEGER(nullptr, &next, static_cast<long>(content.size())));
  if (!number || !is_der(number.get(), i2d_ASN1_INTEGER, content))
    return malformed(oid_of(suffix), "is not an INTEGER in DER");
  int64_t value = -1;
  if (ASN1_INTEGER_get_int64(&value, number.get()) != 1 || value < 0 || value > 255)
    return malformed(oid_of(suffix), "is not within 0 to 255");
  return static_cast<uint8_t>(value);
}

Result<std::string> read_text(const Certificate& certificate, std::string_view suffix) {
  POSTERN_TRY(content, required(certificate, suffix));
  const auto* next = reinterpret_cast<const unsigned char*>(content.data());
  const AsnPtr text(d2i_ASN1_IA5STRING(nullptr, &next, static_cast<long>(content.size())));
  if (!text || !is_der(text.get(), i2d_ASN1_IA5STRING, content))
    return malformed(oid_of(suffix), "is not an IA5String in DER");
  const std::string out(reinterpret_cast<const char*>(ASN1_STRING_get0_data(text.get())),
                        static_cast<std::size_t>(ASN1_STRING_length(text.get())));
  const bool printable = std::all_of(out.begin(), out.end(), [](char c) { return c >= ' ' && c <= '~'; });
  if (out.empty() || out.size() > kLongestText || !printable)
    return malformed(oid_of(suffix), "is empty, too long or not printable");
  return out;
}

Result<VekRole> read_role(const Certificate& certificate) {
  const auto name = certificate.common_name();
  if (name == "SEV-VCEK") return VekRole::kVcek;
  if (name == "SEV-VLEK") return VekRole::kVlek;
  return refused(POSTERN_REASON_CHAIN_INVALID, "the certificate is not that of an endorsement key")
      .expected("SEV-VCEK or SEV-VLEK")
      .observed(certificate.label());
}

Result<void> check_key(const Certificate& certificate) {
  char curve[32] = {};
  EVP_PKEY* key = certificate.public_key();
  const bool is_p384 = key != nullptr && EVP_PKEY_is_a(key, "EC") == 1 &&
                       EVP_PKEY_get_group_name(key, curve, sizeof curve, nullptr) == 1 &&
                       (std::string_view(curve) == "secp384r1" || std::string_view(curve) == "P-384");
  if (is_p384) return {};
  return refused(POSTERN_REASON_CERTIFICATE_INVALID, "the endorsement key is not on P-384");
}

Result<void> read_product(const Certificate& certificate, VekCertificate& out) {
  POSTERN_TRY(name, read_text(certificate, "2"));
  const auto product = product_of_certificate(name);
  if (!product)
    return malformed(oid_of("2"), "names a product that is not known").observed(name.substr(0, 32));
  POSTERN_TRY(struct_version, read_byte(certificate, "1"));
  if (struct_version != (*product == ProductLine::kTurin ? 1 : 0))
    return malformed(oid_of("1"), "is a version that the product does not have")
        .observed(std::to_string(struct_version));
  out.product = *product;
  out.product_name = std::move(name);
  return {};
}

Result<TcbVersion> read_tcb(const Certificate& certificate, ProductLine product) {
  TcbVersion out;
  const bool is_turin = product == ProductLine::kTurin;
  POSTERN_TRY(bootloader, read_byte(certificate, "3.1"));
  POSTERN_TRY(tee, read_byte(certificate, "3.2"));
  POSTERN_TRY(snp, read_byte(certificate, "3.3"));
  POSTERN_TRY(spl5, read_byte(certificate, "3.5"));
  POSTERN_TRY(spl6, read_byte(certificate, "3.6"));
  POSTERN_TRY(spl7, read_byte(certificate, "3.7"));
  POSTERN_TRY(microcode, read_byte(certificate, "3.8"));
  POSTERN_CHECK(absent(certificate, is_turin ? "3.4" : "3.9"));
  POSTERN_TRY(fourth, read_byte(certificate, is_turin ? "3.9" : "3.4"));
  out.bootloader = bootloader;
  out.tee = tee;
  out.snp = snp;
  out.microcode = microcode;
  if (is_turin) {
    out.fmc = fourth;
    out.reserved = {spl5, spl6, spl7, 0};
  } else {
    out.reserved = {fourth, spl5, spl6, spl7};
  }
  return out;
}

Result<void> read_owner(const Certificate& certificate, VekCertificate& out) {
  if (out.role == VekRole::kVlek) {
    POSTERN_CHECK(absent(certificate, "4"));
    POSTERN_TRY(csp_id, read_text(certificate, "5"));
    out.csp_id = std::move(csp_id);
    return {};
  }
  POSTERN_CHECK(absent(certificate, "5"));
  POSTERN_TRY(hwid, required(certificate, "4"));
  if (hwid.size() != hwid_size(out.product))
    return malformed(oid_of("4"), "is an HWID of another size")
        .expected(std::to_string(hwid_size(out.product)))
        .observed(std::to_string(hwid.size()));
  out.hwid = sdk::to_vector(hwid);
  return {};
}

}  // namespace

std::string_view name_of(VekRole role) {
  switch (role) {
    case VekRole::kVcek:
      return "VCEK";
    case VekRole::kVlek:
      return "VLEK";
  }
  std::abort();
}

Result<VekCertificate> parse_vek_certificate(const Certificate& certificate) {
  VekCertificate out;
  POSTERN_TRY(role, read_role(certificate));
  out.role = role;
  POSTERN_CHECK(check_key(certificate));
  POSTERN_CHECK(read_product(certificate, out));
  POSTERN_TRY(tcb, read_tcb(certificate, out.product));
  out.tcb = tcb;
  POSTERN_CHECK(read_owner(certificate, out));
  return out;
}

}  // namespace postern::snp

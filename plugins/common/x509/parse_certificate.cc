// SPDX-License-Identifier: Apache-2.0
#include "common/x509/parse_certificate.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <algorithm>

#include "common/x509/asn1_time.h"

namespace postern::x509 {
namespace {

constexpr long kVersion3 = 2;  // as encoded (RFC 5280, 4.1.2.1)
constexpr std::byte kSequence{0x30};

struct FreeBio {
  void operator()(BIO* bio) const { BIO_free(bio); }
};

sdk::Failure refused(std::string_view what, std::string text) {
  ERR_clear_error();
  return sdk::Failure::denied(POSTERN_REASON_CERTIFICATE_INVALID)
      .about(std::string(what))
      .spec("RFC 5280, 4.1")
      .peer("a certificate in the evidence cannot be read")
      .text(std::move(text));
}

// is_canonical: writing the certificate gives the bytes that were read. The signed part is kept as it came,
// so this is about what is around it, which no signature covers.
bool is_canonical(X509* certificate, sdk::ByteView der) {
  unsigned char* written = nullptr;
  const int size = i2d_X509(certificate, &written);
  if (size < 0) return false;
  const sdk::ByteView again(reinterpret_cast<const std::byte*>(written), static_cast<std::size_t>(size));
  const bool same = std::equal(again.begin(), again.end(), der.begin(), der.end());
  OPENSSL_free(written);
  return same;
}

bool has_extension_twice(const X509* certificate) {
  for (int i = 0; i < X509_get_ext_count(certificate); ++i) {
    const ASN1_OBJECT* oid = X509_EXTENSION_get_object(X509_get_ext(certificate, i));
    if (X509_get_ext_by_OBJ(certificate, oid, i) >= 0) return true;
  }
  return false;
}

// next_block: the content of the next CERTIFICATE block; nothing when the block is something else or damaged.
std::optional<sdk::ByteVector> next_block(BIO* reader) {
  char* name = nullptr;
  char* header = nullptr;
  unsigned char* content = nullptr;
  long size = 0;
  if (PEM_read_bio(reader, &name, &header, &content, &size) != 1) return std::nullopt;
  std::optional<sdk::ByteVector> block;
  const auto* first = reinterpret_cast<const std::byte*>(content);
  if (std::string_view(name) == PEM_STRING_X509 && *header == '\0') block.emplace(first, first + size);
  OPENSSL_free(name);
  OPENSSL_free(header);
  OPENSSL_free(content);
  return block;
}

bool at_end() {
  const unsigned long error = ERR_peek_last_error();
  return ERR_GET_LIB(error) == ERR_LIB_PEM && ERR_GET_REASON(error) == PEM_R_NO_START_LINE;
}

std::string beginning(sdk::ByteView bytes) {
  return std::to_string(bytes.size()) + " bytes, beginning with " + sdk::to_hex(bytes.first(std::min<std::size_t>(bytes.size(), 16)));
}

sdk::Result<std::vector<Certificate>> parse_pem(sdk::ByteView text, std::string_view what) {
  const std::unique_ptr<BIO, FreeBio> reader(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
  if (!reader) return refused(what, "OpenSSL cannot read the text");
  std::vector<Certificate> found;
  ERR_clear_error();
  while (const auto block = next_block(reader.get())) {
    if (found.size() == kMaxCertificates)
      return refused(what, "there are more than " + std::to_string(kMaxCertificates) + " certificates");
    POSTERN_TRY(certificate, parse_certificate(*block, what));
    found.push_back(std::move(certificate));
  }
  if (!at_end()) return refused(what, "a PEM block is damaged or not a CERTIFICATE")
        .expected("PEM blocks of type CERTIFICATE")
        .observed(std::to_string(found.size()) + " of them, then something else, in " + std::to_string(text.size()) + " bytes");
  ERR_clear_error();
  if (found.empty()) return refused(what, "the text holds no PEM block").expected("PEM or DER").observed(beginning(text));
  return found;
}

}  // namespace

sdk::Result<Certificate> parse_certificate(sdk::ByteView der, std::string_view what) {
  if (der.empty() || der.size() > kMaxCertificate)
    return refused(what, "the certificate is empty or too long")
        .expected("1 to " + std::to_string(kMaxCertificate) + " bytes")
        .observed(std::to_string(der.size()) + " bytes");
  const auto* next = reinterpret_cast<const unsigned char*>(der.data());
  const auto* end = next + der.size();
  common::X509Ptr parsed(d2i_X509(nullptr, &next, static_cast<long>(der.size())));
  if (!parsed) return refused(what, "the bytes are not an X.509 certificate").expected("an X.509 certificate").observed(beginning(der));
  if (next != end) 
    return refused(what, "bytes follow the certificate")
        .expected(std::to_string(static_cast<std::ptrdiff_t>(der.size()) - (end - next)) + " bytes")
        .observed(std::to_string(der.size()) + " bytes");
  if (!is_canonical(parsed.get(), der)) return refused(what, "the certificate is not encoded as DER");
  if (X509_get_version(parsed.get()) != kVersion3)
    return refused(what, "the certificate is not of X.509 version 3")
        .expected("3")
        .observed(std::to_string(X509_get_version(parsed.get()) + 1));
  if (has_extension_twice(parsed.get())) return refused(what, "the certificate has an extension twice");
  // Reads the extensions that OpenSSL knows, once and for all threads.
  if (X509_check_purpose(parsed.get(), -1, 0) != 1) return refused(what, "an extension is malformed");
  const auto not_before = from_asn1_time(X509_get0_notBefore(parsed.get()));
  const auto not_after = from_asn1_time(X509_get0_notAfter(parsed.get()));
  if (!not_before || !not_after) return refused(what, "the validity is not a time");
  Certificate out;
  out.parsed_ = std::move(parsed);
  out.der_ = std::make_shared<const sdk::ByteVector>(sdk::to_vector(der));
  out.not_before_ = *not_before;
  out.not_after_ = *not_after;
  ERR_clear_error();
  return out;
}

sdk::Result<std::vector<Certificate>> parse_certificates(sdk::ByteView text, std::string_view what) {
  if (text.empty() || text.size() > common::kMaxPem)
    return refused(what, "the text is empty or too long")
        .expected("1 to " + std::to_string(common::kMaxPem) + " bytes")
        .observed(std::to_string(text.size()) + " bytes");
  if (text.front() != kSequence) return parse_pem(text, what);
  POSTERN_TRY(certificate, parse_certificate(text, what));
  return std::vector<Certificate>{std::move(certificate)};
}

sdk::Result<Certificate> parse_one_certificate(sdk::ByteView text, std::string_view what) {
  POSTERN_TRY(found, parse_certificates(text, what));
  if (found.size() != 1)
    return refused(what, "there are several certificates where there must be one")
        .expected("1")
        .observed(std::to_string(found.size()));
  return std::move(found.front());
}

}  // namespace postern::x509

// SPDX-License-Identifier: Apache-2.0
#include "common/x509/certificate.h"

#include <openssl/bn.h>
#include <openssl/x509v3.h>

#include <string_view>

namespace postern::x509 {
namespace {

constexpr std::size_t kLongestLabel = 64;

struct FreeOpenssl {
  void operator()(BIGNUM* number) const { BN_free(number); }
  void operator()(ASN1_OBJECT* object) const { ASN1_OBJECT_free(object); }
};

std::optional<std::string> to_utf8(const ASN1_STRING* text) {
  unsigned char* utf8 = nullptr;
  const int size = ASN1_STRING_to_UTF8(&utf8, text);
  if (size < 0) return std::nullopt;
  std::string out(reinterpret_cast<const char*>(utf8), static_cast<std::size_t>(size));
  OPENSSL_free(utf8);
  if (out.find('\0') != std::string::npos) return std::nullopt;
  return out;
}

std::optional<std::string> common_name_of(const X509_NAME* name) {
  const int first = X509_NAME_get_index_by_NID(name, NID_commonName, -1);
  if (first < 0 || X509_NAME_get_index_by_NID(name, NID_commonName, first) >= 0) return std::nullopt;
  return to_utf8(X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, first)));
}

std::string to_label(std::string text) {
  if (text.empty()) return "unnamed";
  if (text.size() > kLongestLabel) text.resize(kLongestLabel);
  for (char& c : text)
    if (c <= ' ' || c > '~') c = '?';
  return text;
}

}  // namespace

std::optional<std::string> Certificate::common_name() const {
  return common_name_of(X509_get_subject_name(get()));
}

std::optional<std::string> Certificate::issuer_common_name() const {
  return common_name_of(X509_get_issuer_name(get()));
}

std::string Certificate::label() const { return to_label(common_name().value_or("")); }

std::string Certificate::issuer_label() const { return to_label(issuer_common_name().value_or("")); }

std::string Certificate::serial() const {
  const std::unique_ptr<BIGNUM, FreeOpenssl> number(
      ASN1_INTEGER_to_BN(X509_get0_serialNumber(get()), nullptr));
  if (!number) return "00";
  sdk::ByteVector bytes(static_cast<std::size_t>(BN_num_bytes(number.get())));
  BN_bn2bin(number.get(), reinterpret_cast<unsigned char*>(bytes.data()));
  if (bytes.empty()) return "00";
  return (BN_is_negative(number.get()) ? "-" : "") + sdk::to_hex(bytes);
}

bool Certificate::is_ca() const { return (X509_get_extension_flags(get()) & EXFLAG_CA) != 0; }

bool Certificate::is_self_issued() const {
  return X509_NAME_cmp(X509_get_subject_name(get()), X509_get_issuer_name(get())) == 0;
}

std::optional<sdk::ByteView> Certificate::extension(const char* oid) const {
  const std::unique_ptr<ASN1_OBJECT, FreeOpenssl> wanted(OBJ_txt2obj(oid, 1));
  if (!wanted) return std::nullopt;
  const int found = X509_get_ext_by_OBJ(get(), wanted.get(), -1);
  if (found < 0) return std::nullopt;
  const ASN1_OCTET_STRING* content = X509_EXTENSION_get_data(X509_get_ext(get(), found));
  return sdk::ByteView(reinterpret_cast<const std::byte*>(ASN1_STRING_get0_data(content)),
                       static_cast<std::size_t>(ASN1_STRING_length(content)));
}

}  // namespace postern::x509

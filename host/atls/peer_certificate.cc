// SPDX-License-Identifier: Apache-2.0
#include "host/atls/peer_certificate.h"

#include <openssl/sha.h>

#include <array>
#include <ctime>
#include <optional>

#include "host/atls/openssl_error.h"

namespace postern::atls {
namespace {

attest::Refusal invalid(const char* subject, const char* section, std::string text) {
  drain_openssl_errors();
  attest::Refusal refusal = attest::denied(POSTERN_REASON_CERTIFICATE_INVALID, std::move(text));
  refusal.reason.subject = subject;
  refusal.reason.specification = section;
  return refusal;
}

std::optional<int64_t> parse_time(const ASN1_TIME* time) {
  std::tm fields{};
  if (time == nullptr || ASN1_TIME_to_tm(time, &fields) != 1) return std::nullopt;
  return timegm(&fields);
}

// RFC 5480 §2.1.1: the curve is named in the algorithm's parameters; explicit parameters are not allowed.
std::optional<attest::Refusal> parse_key_algorithm(X509_PUBKEY* key) {
  X509_ALGOR* algorithm = nullptr;
  X509_PUBKEY_get0_param(nullptr, nullptr, nullptr, &algorithm, key);
  const ASN1_OBJECT* oid = nullptr;
  int type = V_ASN1_UNDEF;
  const void* parameter = nullptr;
  X509_ALGOR_get0(&oid, &type, &parameter, algorithm);
  const int curve =
      type == V_ASN1_OBJECT ? OBJ_obj2nid(static_cast<const ASN1_OBJECT*>(parameter)) : NID_undef;
  if (OBJ_obj2nid(oid) == NID_X9_62_id_ecPublicKey &&
      (curve == NID_X9_62_prime256v1 || curve == NID_secp384r1)) {
    return std::nullopt;
  }
  attest::Refusal refusal = invalid("key", "RFC 5480 §2.1.1", "the certificate's key is of another kind");
  refusal.reason.expected = "ECDSA P-256 or P-384";
  refusal.reason.observed = curve != NID_undef ? OBJ_nid2sn(curve) : OBJ_nid2sn(OBJ_obj2nid(oid));
  return refusal;
}

bool parse_channel_key(X509_PUBKEY* key, ChannelKey& digest) {
  unsigned char* der = nullptr;
  const int size = i2d_X509_PUBKEY(key, &der);
  if (size <= 0) return false;
  const OpensslBytesPtr owner(der);
  return SHA256(der, static_cast<std::size_t>(size), reinterpret_cast<unsigned char*>(digest.data())) !=
         nullptr;
}

std::optional<CertificateExtension> parse_extension(X509_EXTENSION* extension) {
  std::array<char, 128> oid;
  const int length = OBJ_obj2txt(oid.data(), oid.size(), X509_EXTENSION_get_object(extension), 1);
  if (length <= 0 || length >= static_cast<int>(oid.size())) return std::nullopt;
  const ASN1_OCTET_STRING* value = X509_EXTENSION_get_data(extension);
  const auto* content = reinterpret_cast<const std::byte*>(ASN1_STRING_get0_data(value));
  return CertificateExtension{{oid.data(), static_cast<std::size_t>(length)},
                              {content, static_cast<std::size_t>(ASN1_STRING_length(value))}};
}

}  // namespace

std::variant<PeerCertificate, attest::Refusal> parse_peer_certificate(X509* certificate) {
  PeerCertificate parsed;
  parsed.certificate = certificate;
  X509_PUBKEY* key = X509_get_X509_PUBKEY(certificate);
  if (key == nullptr) return invalid("key", "RFC 5280 §4.1.2.7", "the certificate has no key");
  if (auto refusal = parse_key_algorithm(key)) return *refusal;
  if (!parse_channel_key(key, parsed.channel_key)) {
    return invalid("key", "RFC 5280 §4.1.2.7", "the certificate's key cannot be encoded");
  }
  const auto not_before = parse_time(X509_get0_notBefore(certificate));
  const auto not_after = parse_time(X509_get0_notAfter(certificate));
  if (!not_before || !not_after)
    return invalid("validity", "RFC 5280 §4.1.2.5", "the validity cannot be read");
  parsed.not_before = *not_before;
  parsed.not_after = *not_after;
  const int count = X509_get_ext_count(certificate);
  if (count > kMaxExtensions) return invalid("extensions", "RFC 5280 §4.2", "too many extensions");
  for (int i = 0; i < count; ++i) {
    auto extension = parse_extension(X509_get_ext(certificate, i));
    if (!extension) return invalid("extensions", "RFC 5280 §4.2", "an extension's OID cannot be read");
    parsed.extensions.push_back(std::move(*extension));
  }
  return parsed;
}

}  // namespace postern::atls

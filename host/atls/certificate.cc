// SPDX-License-Identifier: Apache-2.0
#include "host/atls/certificate.h"

#include <openssl/ec.h>
#include <openssl/sha.h>
#include <openssl/x509v3.h>

#include <limits>

#include "host/atls/openssl_error.h"

namespace postern::atls {
namespace {

bool set_serial(X509* certificate) {
  BignumPtr serial(BN_new());
  return serial && BN_rand(serial.get(), 128, BN_RAND_TOP_ANY, BN_RAND_BOTTOM_ANY) == 1 &&
         BN_to_ASN1_INTEGER(serial.get(), X509_get_serialNumber(certificate)) != nullptr;
}

bool set_validity(X509* certificate, std::chrono::system_clock::time_point now) {
  const std::time_t middle = std::chrono::system_clock::to_time_t(now);
  const std::time_t reach = std::chrono::seconds(kCertificateValidity).count();
  return ASN1_TIME_set(X509_getm_notBefore(certificate), middle - reach) != nullptr &&
         ASN1_TIME_set(X509_getm_notAfter(certificate), middle + reach) != nullptr;
}

bool set_names(X509* certificate) {
  X509_NAME* subject = X509_get_subject_name(certificate);
  return X509_NAME_add_entry_by_NID(subject, NID_commonName, V_ASN1_PRINTABLESTRING,
                                    reinterpret_cast<const unsigned char*>(kCertificateName), -1, -1,
                                    0) == 1 &&
         X509_set_issuer_name(certificate, subject) == 1;
}

absl::Status add_evidence(X509* certificate, const EvidenceDocument& evidence) {
  ObjectPtr oid(OBJ_txt2obj(evidence.oid.c_str(), 1));
  if (!oid || evidence.document.size() > std::numeric_limits<int>::max()) {
    drain_openssl_errors();
    return absl::InvalidArgumentError("evidence with the OID '" + evidence.oid +
                                      "' cannot go into a certificate");
  }
  OctetStringPtr content(ASN1_OCTET_STRING_new());
  if (!content ||
      ASN1_OCTET_STRING_set(content.get(), reinterpret_cast<const unsigned char*>(evidence.document.data()),
                            static_cast<int>(evidence.document.size())) != 1) {
    return openssl_error("cannot encode the evidence");
  }
  ExtensionPtr extension(X509_EXTENSION_create_by_OBJ(nullptr, oid.get(), 0, content.get()));
  if (!extension || X509_add_ext(certificate, extension.get(), -1) != 1) {
    return openssl_error("cannot add the evidence");
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<KeyPtr> make_key() {
  KeyPtr key(EVP_EC_gen("P-256"));
  if (!key) return openssl_error("cannot make a key");
  return key;
}

absl::StatusOr<ChannelKey> channel_key_of(EVP_PKEY* key) {
  unsigned char* der = nullptr;
  const int size = i2d_PUBKEY(key, &der);
  if (size <= 0) return openssl_error("cannot encode a public key");
  const OpensslBytesPtr owner(der);
  ChannelKey digest;
  SHA256(der, static_cast<std::size_t>(size), reinterpret_cast<unsigned char*>(digest.data()));
  return digest;
}

absl::StatusOr<X509Ptr> make_certificate(EVP_PKEY* key, std::chrono::system_clock::time_point now,
                                         const EvidenceDocument* evidence) {
  X509Ptr certificate(X509_new());
  if (!certificate || X509_set_version(certificate.get(), X509_VERSION_3) != 1 ||
      !set_serial(certificate.get()) || !set_validity(certificate.get(), now) ||
      !set_names(certificate.get()) || X509_set_pubkey(certificate.get(), key) != 1) {
    return openssl_error("cannot make a certificate");
  }
  if (evidence != nullptr) {
    if (absl::Status added = add_evidence(certificate.get(), *evidence); !added.ok()) return added;
  }
  if (X509_sign(certificate.get(), key, EVP_sha256()) <= 0) return openssl_error("cannot sign a certificate");
  return certificate;
}

}  // namespace postern::atls

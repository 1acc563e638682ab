// SPDX-License-Identifier: Apache-2.0
#include "backends/kube-token/kubelet_cert/sign_certificate.h"

#include <openssl/bn.h>
#include <openssl/err.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

#include <algorithm>

#include "backends/kube-token/kubelet_cert/certificate_pem.h"

namespace postern::kube_token {
namespace {

constexpr int kSerialBytes = 16;

struct FreeOpenssl {
  void operator()(BIGNUM* number) const { BN_free(number); }
  void operator()(GENERAL_NAMES* names) const { GENERAL_NAMES_free(names); }
  void operator()(GENERAL_NAME* name) const { GENERAL_NAME_free(name); }
  void operator()(X509_EXTENSION* extension) const { X509_EXTENSION_free(extension); }
};
template <typename T>
using Ptr = std::unique_ptr<T, FreeOpenssl>;

// set_serial: never zero, and positive whatever its first bit is.
bool set_serial(X509* certificate) {
  unsigned char bytes[kSerialBytes];
  if (RAND_bytes(bytes, sizeof bytes) != 1) return false;
  const Ptr<BIGNUM> number(BN_bin2bn(bytes, sizeof bytes, nullptr));
  return number && BN_is_zero(number.get()) == 0 &&
         BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate)) != nullptr;
}

bool set_validity(X509* certificate, const x509::Certificate& ca, x509::Time now) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(now);
  const auto end = std::min<std::chrono::sys_seconds>(seconds + kLifetime, ca.not_after());
  const auto set = [](ASN1_TIME* time, std::chrono::sys_seconds value) {
    return ASN1_TIME_set(time, value.time_since_epoch().count()) != nullptr;
  };
  return set(X509_getm_notBefore(certificate), seconds - kBackdate) && set(X509_getm_notAfter(certificate), end);
}

bool add_extensions(X509* certificate, X509* ca) {
  constexpr std::pair<int, const char*> kExtensions[] = {
      {NID_basic_constraints, "critical,CA:FALSE"},
      {NID_key_usage, "critical,digitalSignature,keyEncipherment"},
      {NID_ext_key_usage, "clientAuth,serverAuth"},
      {NID_subject_key_identifier, "hash"},
      {NID_authority_key_identifier, "keyid,issuer"}};
  X509V3_CTX context;
  X509V3_set_ctx(&context, ca, certificate, nullptr, nullptr, 0);
  return std::all_of(std::begin(kExtensions), std::end(kExtensions), [&](const auto& wanted) {
    const Ptr<X509_EXTENSION> extension(X509V3_EXT_conf_nid(nullptr, &context, wanted.first, wanted.second));
    return extension && X509_add_ext(certificate, extension.get(), -1) == 1;
  });
}

bool add_addresses(X509* certificate, const std::vector<sdk::ByteVector>& addresses) {
  if (addresses.empty()) return true;
  const Ptr<GENERAL_NAMES> names(GENERAL_NAMES_new());
  for (const sdk::ByteVector& address : addresses) {
    Ptr<GENERAL_NAME> name(GENERAL_NAME_new());
    ASN1_OCTET_STRING* octets = name ? ASN1_OCTET_STRING_new() : nullptr;
    if (octets == nullptr) return false;
    GENERAL_NAME_set0_value(name.get(), GEN_IPADD, octets);
    if (ASN1_OCTET_STRING_set(octets, reinterpret_cast<const unsigned char*>(address.data()),
                              static_cast<int>(address.size())) != 1 ||
        sk_GENERAL_NAME_push(names.get(), name.get()) == 0)
      return false;
    static_cast<void>(name.release());
  }
  return X509_add1_ext_i2d(certificate, NID_subject_alt_name, names.get(), 0, 0) == 1;
}

}  // namespace

sdk::Result<std::string> sign_certificate(const csr::NodeCsr& request, const CertificateAuthority& authority,
                                          x509::Time now) {
  const csr::VerifiedCsr& verified = request.verified();
  X509* ca = authority.certificate().get();
  const common::X509Ptr made(X509_new());
  X509* certificate = made.get();
  const bool is_signed = certificate != nullptr && X509_set_version(certificate, X509_VERSION_3) == 1 &&
                         set_serial(certificate) && set_validity(certificate, authority.certificate(), now) &&
                         X509_set_subject_name(certificate, X509_REQ_get_subject_name(verified.csr().get())) == 1 &&
                         X509_set_issuer_name(certificate, X509_get_subject_name(ca)) == 1 &&
                         X509_set_pubkey(certificate, verified.public_key()) == 1 && add_extensions(certificate, ca) &&
                         add_addresses(certificate, request.names().addresses) &&
                         X509_sign(certificate, authority.key(), EVP_sha256()) > 0;
  std::string pem = is_signed ? certificate_pem(certificate) : std::string();
  ERR_clear_error();
  if (pem.empty()) return sdk::Failure::internal("OpenSSL cannot sign the kubelet's certificate");
  return pem;
}

}  // namespace postern::kube_token

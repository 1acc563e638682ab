// SPDX-License-Identifier: Apache-2.0
#include "support/certificate_writer.h"

#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <map>
#include <memory>
#include <mutex>
#include <stdexcept>

namespace postern::test {
namespace {

constexpr int kRsaBits = 4096, kRsaPrimes = 4;

void require(bool condition, const char* what) {
  if (!condition) throw std::runtime_error(std::string("OpenSSL: ") + what);
}

template <auto Free>
struct Deleter {
  template <typename T>
  void operator()(T* object) const {
    Free(object);
  }
};
using Key = std::unique_ptr<EVP_PKEY, Deleter<EVP_PKEY_free>>;
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, Deleter<EVP_PKEY_CTX_free>>;
using SignContext = std::unique_ptr<EVP_MD_CTX, Deleter<EVP_MD_CTX_free>>;
using X509Handle = std::unique_ptr<X509, Deleter<X509_free>>;
using CrlHandle = std::unique_ptr<X509_CRL, Deleter<X509_CRL_free>>;
using Extension = std::unique_ptr<X509_EXTENSION, Deleter<X509_EXTENSION_free>>;
using Object = std::unique_ptr<ASN1_OBJECT, Deleter<ASN1_OBJECT_free>>;
using Octets = std::unique_ptr<ASN1_OCTET_STRING, Deleter<ASN1_OCTET_STRING_free>>;
using Number = std::unique_ptr<ASN1_INTEGER, Deleter<ASN1_INTEGER_free>>;
using Time = std::unique_ptr<ASN1_TIME, Deleter<ASN1_TIME_free>>;
using Text = std::unique_ptr<ASN1_IA5STRING, Deleter<ASN1_IA5STRING_free>>;
using Memory = std::unique_ptr<BIO, Deleter<BIO_free>>;

// kept: the key of that name, made by make when there is none yet.
template <typename Make>
EVP_PKEY* kept(const std::string& name, Make make) {
  static std::mutex mutex;
  static std::map<std::string, Key> keys;
  const std::lock_guard lock(mutex);
  Key& key = keys[name];
  if (key == nullptr) key.reset(make());
  require(key != nullptr, "cannot make a key");
  return key.get();
}

EVP_PKEY* make_rsa() {
  const KeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, "RSA", nullptr));
  EVP_PKEY* key = nullptr;
  require(context != nullptr && EVP_PKEY_keygen_init(context.get()) == 1 &&
              EVP_PKEY_CTX_set_rsa_keygen_bits(context.get(), kRsaBits) == 1 &&
              EVP_PKEY_CTX_set_rsa_keygen_primes(context.get(), kRsaPrimes) == 1 &&
              EVP_PKEY_generate(context.get(), &key) == 1,
          "RSA key");
  return key;
}

// der_of: what one of OpenSSL's i2d functions writes.
template <typename T, typename Write>
sdk::ByteVector der_of(T* object, Write write) {
  unsigned char* data = nullptr;
  const int size = write(object, &data);
  require(size > 0, "DER");
  const auto* bytes = reinterpret_cast<const std::byte*>(data);
  sdk::ByteVector der(bytes, bytes + size);
  OPENSSL_free(data);
  return der;
}

std::string pem_of(X509* certificate) {
  const Memory memory(BIO_new(BIO_s_mem()));
  require(memory != nullptr && PEM_write_bio_X509(memory.get(), certificate) == 1, "PEM");
  char* data = nullptr;
  const long size = BIO_get_mem_data(memory.get(), &data);
  return {data, static_cast<std::size_t>(size)};
}

void write_name(X509_NAME* name, const std::string& organization, const std::string& common_name) {
  const std::pair<const char*, std::string> fields[] = {
      {"OU", "Engineering"}, {"C", "US"}, {"L", "Santa Clara"}, {"ST", "CA"}, {"O", organization}, {"CN", common_name}};
  for (const auto& [field, text] : fields)
    require(X509_NAME_add_entry_by_txt(name, field, MBSTRING_UTF8, reinterpret_cast<const unsigned char*>(text.data()),
                                       static_cast<int>(text.size()), -1, 0) == 1,
            field);
}

void add_standard(X509* certificate, int nid, const std::string& text) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
  const Extension extension(X509V3_EXT_conf_nid(nullptr, &context, nid, text.c_str()));
  require(extension != nullptr && X509_add_ext(certificate, extension.get(), -1) == 1, text.c_str());
}

void add_raw(X509* certificate, const ExtensionParts& parts) {
  const Object object(OBJ_txt2obj(parts.oid.c_str(), 1));
  const Octets content(ASN1_OCTET_STRING_new());
  require(object != nullptr && content != nullptr &&
              ASN1_OCTET_STRING_set(content.get(), reinterpret_cast<const unsigned char*>(parts.content.data()),
                                    static_cast<int>(parts.content.size())) == 1,
          "extension");
  const Extension extension(
      X509_EXTENSION_create_by_OBJ(nullptr, object.get(), parts.critical ? 1 : 0, content.get()));
  require(extension != nullptr && X509_add_ext(certificate, extension.get(), -1) == 1, "X509_add_ext");
}

SignContext start_signing(const SignatureParts& parts) {
  SignContext context(EVP_MD_CTX_new());
  EVP_PKEY_CTX* key_context = nullptr;
  require(context != nullptr && parts.key != nullptr &&
              EVP_DigestSignInit_ex(context.get(), &key_context, parts.hash, nullptr, nullptr, parts.key, nullptr) == 1,
          "EVP_DigestSignInit_ex");
  if (parts.is_pss)
    require(EVP_PKEY_CTX_set_rsa_padding(key_context, RSA_PKCS1_PSS_PADDING) == 1 &&
                EVP_PKEY_CTX_set_rsa_pss_saltlen(key_context, parts.salt_length) == 1 &&
                EVP_PKEY_CTX_set_rsa_mgf1_md_name(key_context, parts.mask_hash, nullptr) == 1,
            "RSASSA-PSS");
  return context;
}

}  // namespace

EVP_PKEY* rsa_key(const std::string& name) { return kept("RSA " + name, make_rsa); }
EVP_PKEY* p384_key(const std::string& name) {
  return kept("P-384 " + name, [] { return EVP_EC_gen("P-384"); });
}

sdk::ByteVector spki_sha256(EVP_PKEY* key) {
  const sdk::ByteVector spki = der_of(key, [](EVP_PKEY* k, unsigned char** out) { return i2d_PUBKEY(k, out); });
  sdk::ByteVector digest(32);
  require(EVP_Digest(spki.data(), spki.size(), reinterpret_cast<unsigned char*>(digest.data()), nullptr, EVP_sha256(),
                     nullptr) == 1,
          "EVP_Digest");
  return digest;
}

sdk::ByteVector der_integer(long value) {
  const Number number(ASN1_INTEGER_new());
  require(number != nullptr && ASN1_INTEGER_set(number.get(), value) == 1, "INTEGER");
  return der_of(number.get(), i2d_ASN1_INTEGER);
}

sdk::ByteVector ia5_string(const std::string& text) {
  const Text string(ASN1_IA5STRING_new());
  require(string != nullptr && ASN1_STRING_set(string.get(), text.data(), static_cast<int>(text.size())) == 1,
          "IA5String");
  return der_of(string.get(), i2d_ASN1_IA5STRING);
}

Certificate write_certificate(const CertificateParts& parts) {
  const X509Handle certificate(X509_new());
  require(certificate != nullptr && X509_set_version(certificate.get(), parts.version) == 1, "X509_new");
  require(ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), parts.serial) == 1, "serial");
  require(ASN1_TIME_set(X509_getm_notBefore(certificate.get()), parts.not_before) != nullptr, "notBefore");
  require(ASN1_TIME_set(X509_getm_notAfter(certificate.get()), parts.not_after) != nullptr, "notAfter");
  write_name(X509_get_subject_name(certificate.get()), parts.organization, parts.common_name);
  write_name(X509_get_issuer_name(certificate.get()), parts.issuer_organization, parts.issuer);
  require(parts.key != nullptr && X509_set_pubkey(certificate.get(), parts.key) == 1, "X509_set_pubkey");
  if (parts.basic_constraints) {
    add_standard(certificate.get(), NID_subject_key_identifier, "hash");
    add_standard(certificate.get(), NID_basic_constraints, *parts.basic_constraints);
  }
  if (parts.key_usage) add_standard(certificate.get(), NID_key_usage, *parts.key_usage);
  for (const ExtensionParts& extension : parts.extensions) add_raw(certificate.get(), extension);
  const SignContext context = start_signing(parts.signature);
  require(X509_sign_ctx(certificate.get(), context.get()) > 0, "X509_sign_ctx");
  return {der_of(certificate.get(), i2d_X509), pem_of(certificate.get())};
}

sdk::ByteVector write_crl(const RevocationParts& parts) {
  const CrlHandle crl(X509_CRL_new());
  require(crl != nullptr && X509_CRL_set_version(crl.get(), X509_CRL_VERSION_2) == 1, "X509_CRL_new");
  const std::unique_ptr<X509_NAME, Deleter<X509_NAME_free>> issuer(X509_NAME_new());
  write_name(issuer.get(), parts.issuer_organization, parts.issuer);
  require(X509_CRL_set_issuer_name(crl.get(), issuer.get()) == 1, "CRL issuer");
  const Time last(ASN1_TIME_set(nullptr, parts.last_update));
  require(last != nullptr && X509_CRL_set1_lastUpdate(crl.get(), last.get()) == 1, "lastUpdate");
  if (parts.next_update) {
    const Time next(ASN1_TIME_set(nullptr, *parts.next_update));
    require(next != nullptr && X509_CRL_set1_nextUpdate(crl.get(), next.get()) == 1, "nextUpdate");
  }
  for (const long serial : parts.revoked) {
    std::unique_ptr<X509_REVOKED, Deleter<X509_REVOKED_free>> entry(X509_REVOKED_new());
    const Number number(ASN1_INTEGER_new());
    require(entry != nullptr && number != nullptr && ASN1_INTEGER_set(number.get(), serial) == 1 &&
                X509_REVOKED_set_serialNumber(entry.get(), number.get()) == 1 &&
                X509_REVOKED_set_revocationDate(entry.get(), last.get()) == 1 &&
                X509_CRL_add0_revoked(crl.get(), entry.get()) == 1,
            "revoked serial");
    entry.release();
  }
  const Number number(ASN1_INTEGER_new());
  require(ASN1_INTEGER_set(number.get(), parts.number) == 1 &&
              X509_CRL_add1_ext_i2d(crl.get(), NID_crl_number, number.get(), 0, 0) == 1,
          "cRLNumber");
  require(X509_CRL_sort(crl.get()) == 1, "X509_CRL_sort");
  const SignContext context = start_signing(parts.signature);
  require(X509_CRL_sign_ctx(crl.get(), context.get()) > 0, "X509_CRL_sign_ctx");
  return der_of(crl.get(), i2d_X509_CRL);
}

}  // namespace postern::test

// SPDX-License-Identifier: Apache-2.0
#include "support/test_pki.h"

#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <stdexcept>

namespace postern::test {
namespace {

void require(bool condition, const char* what) {
  if (!condition) throw std::runtime_error(std::string("OpenSSL: ") + what);
}

template <typename Write>
std::string pem_of(Write write) {
  BIO* memory = BIO_new(BIO_s_mem());
  require(memory != nullptr && write(memory) == 1, "PEM");
  char* data = nullptr;
  const long size = BIO_get_mem_data(memory, &data);
  std::string pem(data, static_cast<std::size_t>(size));
  BIO_free(memory);
  return pem;
}

std::string pem_of(X509* certificate) {
  return pem_of([&](BIO* out) { return PEM_write_bio_X509(out, certificate); });
}
std::string pem_of(EVP_PKEY* key) {
  return pem_of([&](BIO* out) { return PEM_write_bio_PKCS8PrivateKey(out, key, nullptr, nullptr, 0, nullptr, nullptr); });
}

void add_name(X509_NAME* name, const char* field, const std::string& text) {
  const auto* bytes = reinterpret_cast<const unsigned char*>(text.c_str());
  require(X509_NAME_add_entry_by_txt(name, field, MBSTRING_UTF8, bytes, -1, -1, 0) == 1, field);
}

void add_extension(X509* certificate, X509* issuer, int nid, const std::string& text) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, nid, text.c_str());
  require(extension != nullptr && X509_add_ext(certificate, extension, -1) == 1, text.c_str());
  X509_EXTENSION_free(extension);
}

X509* blank(EVP_PKEY* key, long serial, const std::string& common_name, const std::string& organization) {
  X509* certificate = X509_new();
  require(certificate != nullptr, "X509_new");
  X509_set_version(certificate, X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate), serial);
  X509_gmtime_adj(X509_getm_notBefore(certificate), -3600);
  X509_gmtime_adj(X509_getm_notAfter(certificate), 86400);
  if (!organization.empty()) add_name(X509_get_subject_name(certificate), "O", organization);
  add_name(X509_get_subject_name(certificate), "CN", common_name);
  require(X509_set_pubkey(certificate, key) == 1, "X509_set_pubkey");
  return certificate;
}

}  // namespace

TestCa::TestCa(const std::string& common_name) : key_(EVP_EC_gen("P-256")) {
  require(key_ != nullptr, "EVP_EC_gen");
  root_ = blank(key_, serial_++, common_name, "");
  X509_set_issuer_name(root_, X509_get_subject_name(root_));
  add_extension(root_, root_, NID_basic_constraints, "critical,CA:TRUE");
  add_extension(root_, root_, NID_key_usage, "critical,keyCertSign,cRLSign,digitalSignature");
  add_extension(root_, root_, NID_subject_key_identifier, "hash");
  require(X509_sign(root_, key_, EVP_sha256()) > 0, "X509_sign");
  certificate_ = pem_of(root_);
}

TestCa::~TestCa() {
  X509_free(root_);
  EVP_PKEY_free(key_);
}

std::string TestCa::key() const { return pem_of(key_); }

PemPair TestCa::issue(const LeafRequest& request) {
  EVP_PKEY* key = EVP_EC_gen("P-256");
  require(key != nullptr, "EVP_EC_gen");
  X509* leaf = blank(key, serial_++, request.common_name, request.organization);
  X509_set_issuer_name(leaf, X509_get_subject_name(root_));
  add_extension(leaf, root_, NID_basic_constraints, "critical,CA:FALSE");
  add_extension(leaf, root_, NID_key_usage, "critical,digitalSignature");
  add_extension(leaf, root_, NID_ext_key_usage, "serverAuth,clientAuth");
  add_extension(leaf, root_, NID_authority_key_identifier, "keyid");
  std::string names;
  for (const std::string& name : request.names) names += (names.empty() ? "" : ",") + name;
  if (!names.empty()) add_extension(leaf, root_, NID_subject_alt_name, names);
  require(X509_sign(leaf, key_, EVP_sha256()) > 0, "X509_sign");
  PemPair pair{pem_of(leaf), pem_of(key)};
  X509_free(leaf);
  EVP_PKEY_free(key);
  return pair;
}

}  // namespace postern::test

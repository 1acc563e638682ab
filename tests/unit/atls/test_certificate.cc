// SPDX-License-Identifier: Apache-2.0
#include "unit/atls/test_certificate.h"

#include <openssl/rsa.h>
#include <openssl/sha.h>

#include <algorithm>

namespace postern::atls::test {

X509Ptr TestCertificate::make(EVP_PKEY* key) const {
  X509Ptr made(X509_new());
  X509_set_version(made.get(), 2);
  ASN1_INTEGER_set_uint64(X509_get_serialNumber(made.get()), 4711);
  X509_gmtime_adj(X509_getm_notBefore(made.get()), static_cast<long>(not_before.count()));
  X509_gmtime_adj(X509_getm_notAfter(made.get()), static_cast<long>(not_after.count()));
  X509_NAME* name = X509_get_subject_name(made.get());
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>("node"), -1, -1,
                             0);
  X509_set_issuer_name(made.get(), name);
  X509_set_pubkey(made.get(), key);
  for (int i = 0; i < extensions && !oid.empty(); ++i) {
    const ObjectPtr object(OBJ_txt2obj(oid.c_str(), 1));
    const OctetStringPtr content(ASN1_OCTET_STRING_new());
    ASN1_OCTET_STRING_set(content.get(), reinterpret_cast<const unsigned char*>(document.data()),
                          static_cast<int>(document.size()));
    const ExtensionPtr extension(X509_EXTENSION_create_by_OBJ(nullptr, object.get(), 0, content.get()));
    X509_add_ext(made.get(), extension.get(), -1);
  }
  if (X509_sign(made.get(), signer != nullptr ? signer : key, digest) <= 0) return nullptr;
  return made;
}

KeyPtr ec_key(const char* curve) { return KeyPtr(EVP_EC_gen(curve)); }

KeyPtr rsa_key() { return KeyPtr(EVP_RSA_gen(2048)); }

ChannelKey spki_digest(EVP_PKEY* key) {
  unsigned char* der = nullptr;
  const int size = i2d_PUBKEY(key, &der);
  const OpensslBytesPtr owner(der);
  ChannelKey digest{};
  SHA256(der, static_cast<std::size_t>(size), reinterpret_cast<unsigned char*>(digest.data()));
  return digest;
}

std::vector<std::byte> document_of(const std::string& text) {
  std::vector<std::byte> document(text.size());
  std::transform(text.begin(), text.end(), document.begin(),
                 [](char c) { return static_cast<std::byte>(c); });
  return document;
}

std::string text_of(const std::vector<std::byte>& document) {
  return {reinterpret_cast<const char*>(document.data()), document.size()};
}

}  // namespace postern::atls::test

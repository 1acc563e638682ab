// SPDX-License-Identifier: Apache-2.0
#include "support/csr_builder.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>

#include <memory>
#include <stdexcept>

namespace postern::test {
namespace {

using Key = std::unique_ptr<EVP_PKEY, void (*)(EVP_PKEY*)>;
using Request = std::unique_ptr<X509_REQ, void (*)(X509_REQ*)>;

void require(bool condition, const char* what) {
  if (!condition) throw std::runtime_error(std::string("OpenSSL: ") + what);
}

Key make_key(const std::string& kind) {
  const bool is_curve = kind.starts_with("P-") || kind.starts_with("secp");
  Key key(is_curve ? EVP_EC_gen(kind.c_str()) : EVP_RSA_gen(std::stoul(kind)), EVP_PKEY_free);
  require(key != nullptr, kind.c_str());
  return key;
}

void add_extensions(X509_REQ* request, const CsrSpec& spec) {
  STACK_OF(X509_EXTENSION)* list = sk_X509_EXTENSION_new_null();
  const auto add = [&](int nid, const std::string& text) {
    X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, nullptr, nid, text.c_str());
    require(extension != nullptr && sk_X509_EXTENSION_push(list, extension) > 0, text.c_str());
  };
  std::string names;
  for (const std::string& name : spec.names) names += (names.empty() ? "" : ",") + name;
  if (!names.empty()) add(NID_subject_alt_name, names);
  if (spec.is_ca) add(NID_basic_constraints, "critical,CA:TRUE");
  if (spec.is_ca) add(NID_key_usage, "critical,keyCertSign,cRLSign");
  if (sk_X509_EXTENSION_num(list) > 0) require(X509_REQ_add_extensions(request, list) == 1, "extensions");
  sk_X509_EXTENSION_pop_free(list, X509_EXTENSION_free);
}

std::string pem_of(EVP_PKEY* key) {
  BIO* memory = BIO_new(BIO_s_mem());
  require(PEM_write_bio_PKCS8PrivateKey(memory, key, nullptr, nullptr, 0, nullptr, nullptr) == 1, "PEM");
  char* data = nullptr;
  const long size = BIO_get_mem_data(memory, &data);
  std::string pem(data, static_cast<std::size_t>(size));
  BIO_free(memory);
  return pem;
}

}  // namespace

MadeCsr make_csr(const CsrSpec& spec) {
  const Key key = make_key(spec.key), other = make_key("P-256");
  const Request request(X509_REQ_new(), X509_REQ_free);
  X509_NAME* subject = X509_REQ_get_subject_name(request.get());
  const int type = spec.string_type == 0 ? V_ASN1_UTF8STRING : spec.string_type;
  for (const auto& [attribute, text] : spec.subject)
    require(X509_NAME_add_entry_by_txt(subject, attribute.c_str(), type,
                                       reinterpret_cast<const unsigned char*>(text.data()),
                                       static_cast<int>(text.size()), -1, 0) == 1,
            attribute.c_str());
  require(X509_REQ_set_pubkey(request.get(), key.get()) == 1, "X509_REQ_set_pubkey");
  add_extensions(request.get(), spec);
  EVP_PKEY* signer = spec.signs_with_another_key ? other.get() : key.get();
  require(X509_REQ_sign(request.get(), signer, EVP_get_digestbyname(spec.digest.c_str())) > 0, "X509_REQ_sign");
  unsigned char* der = nullptr;
  const int size = i2d_X509_REQ(request.get(), &der);
  require(size > 0, "i2d_X509_REQ");
  MadeCsr made{std::string(reinterpret_cast<char*>(der), static_cast<std::size_t>(size)), pem_of(key.get())};
  OPENSSL_free(der);
  return made;
}

}  // namespace postern::test

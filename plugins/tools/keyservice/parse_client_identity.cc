// SPDX-License-Identifier: Apache-2.0
#include "tools/keyservice/parse_client_identity.h"

#include <openssl/x509v3.h>

#include <memory>

#include "common/pem/pem.h"

namespace postern::keyservice {
namespace {

constexpr std::size_t kMostNames = 64;

struct FreeNames {
  void operator()(GENERAL_NAMES* names) const { GENERAL_NAMES_free(names); }
};

// add: a name that is text; anything else spoils the whole certificate.
bool add(std::vector<std::string>& names, const ASN1_STRING* value) {
  const std::string name(reinterpret_cast<const char*>(ASN1_STRING_get0_data(value)),
                         static_cast<std::size_t>(ASN1_STRING_length(value)));
  names.push_back(name);
  return !name.empty() && name.find('\0') == name.npos && names.size() <= kMostNames;
}

bool add_alternative_names(const X509* certificate, ClientIdentity& out) {
  int critical = -1;  // -1 afterwards: there is none; -2: several
  const std::unique_ptr<GENERAL_NAMES, FreeNames> names(static_cast<GENERAL_NAMES*>(
      X509_get_ext_d2i(certificate, NID_subject_alt_name, &critical, nullptr)));
  if (!names) return critical == -1;
  for (int i = 0; i < sk_GENERAL_NAME_num(names.get()); ++i) {
    const GENERAL_NAME* name = sk_GENERAL_NAME_value(names.get(), i);
    if (name->type == GEN_DNS && !add(out.dns, name->d.dNSName)) return false;
    if (name->type == GEN_URI && !add(out.uri, name->d.uniformResourceIdentifier)) return false;
  }
  return true;
}

bool add_common_names(const X509* certificate, ClientIdentity& out) {
  const X509_NAME* subject = X509_get_subject_name(certificate);
  for (int i = -1; (i = X509_NAME_get_index_by_NID(subject, NID_commonName, i)) >= 0;) {
    unsigned char* utf8 = nullptr;
    const int size = ASN1_STRING_to_UTF8(&utf8, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, i)));
    if (size < 0) return false;
    const std::string name(reinterpret_cast<const char*>(utf8), static_cast<std::size_t>(size));
    OPENSSL_free(utf8);
    if (name.empty() || name.find('\0') != name.npos || out.cn.size() == kMostNames) return false;
    out.cn.push_back(name);
  }
  return true;
}

}  // namespace

std::optional<ClientIdentity> parse_client_identity(std::string_view pem) {
  const auto certificates = common::parse_certificates(pem);
  if (certificates.size() != 1) return std::nullopt;
  ClientIdentity out;
  if (!add_alternative_names(certificates[0].get(), out) || !add_common_names(certificates[0].get(), out))
    return std::nullopt;
  return out;
}

}  // namespace postern::keyservice

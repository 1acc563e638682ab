// SPDX-License-Identifier: Apache-2.0
#include "common/csr/requested_names.h"

#include <openssl/x509v3.h>

namespace postern::csr {
namespace {

struct FreeOpenssl {
  void operator()(STACK_OF(X509_EXTENSION) * list) const { sk_X509_EXTENSION_pop_free(list, X509_EXTENSION_free); }
  void operator()(GENERAL_NAMES* names) const { GENERAL_NAMES_free(names); }
};

sdk::Failure unreadable(std::string text) { return refuse("csr.extensions", std::move(text)).spec("RFC 2985, 5.4.2"); }

bool has_extension_twice(const STACK_OF(X509_EXTENSION) * list) {
  for (int i = 0; i < sk_X509_EXTENSION_num(list); ++i) {
    const ASN1_OBJECT* oid = X509_EXTENSION_get_object(sk_X509_EXTENSION_value(list, i));
    if (X509v3_get_ext_by_OBJ(list, oid, i) >= 0) return true;
  }
  return false;
}

sdk::Result<RequestedNames> sort_out(const GENERAL_NAMES* names) {
  RequestedNames out;
  for (int i = 0; i < sk_GENERAL_NAME_num(names); ++i) {
    const GENERAL_NAME* name = sk_GENERAL_NAME_value(names, i);
    if (name->type != GEN_IPADD) {
      ++out.others;
      continue;
    }
    const auto* first = reinterpret_cast<const std::byte*>(ASN1_STRING_get0_data(name->d.iPAddress));
    const int size = ASN1_STRING_length(name->d.iPAddress);
    if (size != 4 && size != 16) return unreadable("an IP address is neither of version 4 nor of version 6");
    if (out.addresses.size() == kMaxAddresses)
      return unreadable("there are too many IP addresses").expected("at most " + std::to_string(kMaxAddresses));
    out.addresses.emplace_back(first, first + size);
  }
  return out;
}

}  // namespace

sdk::Result<RequestedNames> requested_names(const Csr& csr) {
  // Without the attribute OpenSSL would look for Microsoft's, which nobody else reads.
  if (X509_REQ_get_attr_by_NID(csr.get(), NID_ext_req, -1) < 0) return RequestedNames();
  const std::unique_ptr<STACK_OF(X509_EXTENSION), FreeOpenssl> list(X509_REQ_get_extensions(csr.get()));
  if (!list) return unreadable("the extension request cannot be read");
  if (has_extension_twice(list.get())) return unreadable("an extension is requested twice");
  int found = 0;
  const std::unique_ptr<GENERAL_NAMES, FreeOpenssl> names(
      static_cast<GENERAL_NAMES*>(X509V3_get_d2i(list.get(), NID_subject_alt_name, &found, nullptr)));
  if (names) return sort_out(names.get());
  if (found == -1) return RequestedNames();
  return unreadable("the subject alternative names cannot be read");
}

}  // namespace postern::csr

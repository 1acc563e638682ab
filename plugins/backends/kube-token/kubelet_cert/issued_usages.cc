// SPDX-License-Identifier: Apache-2.0
#include "backends/kube-token/kubelet_cert/issued_usages.h"

#include <openssl/x509v3.h>

#include <algorithm>

namespace postern::kube_token {
namespace {

struct FreeOpenssl {
  void operator()(EXTENDED_KEY_USAGE* usages) const { EXTENDED_KEY_USAGE_free(usages); }
  void operator()(GENERAL_NAMES* names) const { GENERAL_NAMES_free(names); }
};

// extension: decoded; null when it is absent or cannot be read. Certificates do not have one twice.
template <typename T>
std::unique_ptr<T, FreeOpenssl> extension(const x509::Certificate& certificate, int nid) {
  return std::unique_ptr<T, FreeOpenssl>(static_cast<T*>(X509_get_ext_d2i(certificate.get(), nid, nullptr, nullptr)));
}

bool is_requested(const GENERAL_NAME* name, const csr::RequestedNames& requested) {
  if (name->type != GEN_IPADD) return false;
  const auto* first = reinterpret_cast<const std::byte*>(ASN1_STRING_get0_data(name->d.iPAddress));
  const sdk::ByteView address(first, static_cast<std::size_t>(ASN1_STRING_length(name->d.iPAddress)));
  return std::any_of(requested.addresses.begin(), requested.addresses.end(), [&](const sdk::ByteVector& one) {
    return std::equal(one.begin(), one.end(), address.begin(), address.end());
  });
}

}  // namespace

std::string check_usages(const x509::Certificate& certificate, bool may_serve) {
  // All bits set stands for an absent extension.
  constexpr uint32_t kAllowed = KU_DIGITAL_SIGNATURE | KU_KEY_ENCIPHERMENT;
  if ((X509_get_key_usage(certificate.get()) & ~kAllowed) != 0) return "may be used for more than was asked (key usage)";
  const auto extended = extension<EXTENDED_KEY_USAGE>(certificate, NID_ext_key_usage);
  bool is_client = false;
  for (int i = 0; i < sk_ASN1_OBJECT_num(extended.get()); ++i) {
    const int usage = OBJ_obj2nid(sk_ASN1_OBJECT_value(extended.get(), i));
    if (usage != NID_client_auth && !(usage == NID_server_auth && may_serve))
      return "may be used for more than was asked (extended key usage)";
    is_client = is_client || usage == NID_client_auth;
  }
  return is_client ? "" : "is not for clients of TLS";
}

std::string check_names(const x509::Certificate& certificate, const csr::RequestedNames& requested) {
  if (X509_get_ext_by_NID(certificate.get(), NID_subject_alt_name, -1) < 0) return {};
  const auto names = extension<GENERAL_NAMES>(certificate, NID_subject_alt_name);
  if (!names) return "has names that cannot be read";
  for (int i = 0; i < sk_GENERAL_NAME_num(names.get()); ++i)
    if (!is_requested(sk_GENERAL_NAME_value(names.get(), i), requested))
      return "has a name that is no IP address of the request";
  return {};
}

}  // namespace postern::kube_token

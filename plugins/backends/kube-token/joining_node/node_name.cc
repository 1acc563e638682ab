// SPDX-License-Identifier: Apache-2.0
#include "backends/kube-token/joining_node/node_name.h"

#include <openssl/x509.h>

#include <algorithm>
#include <optional>

#include "common/csr/dns_name.h"
#include "common/csr/parse_csr.h"
#include "common/csr/verify_csr.h"

namespace postern::joining_node {
namespace {

constexpr std::string_view kField = "certificate_request";
constexpr std::string_view kPrefix = "system:node:";

// common_name: of the only one in the subject; nothing when there are several, or none that is UTF-8 or plain ASCII.
std::optional<std::string> common_name(const X509_NAME* subject) {
  const int at = X509_NAME_get_index_by_NID(subject, NID_commonName, -1);
  if (at < 0 || X509_NAME_get_index_by_NID(subject, NID_commonName, at) >= 0) return std::nullopt;
  const ASN1_STRING* value = X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, at));
  const int type = ASN1_STRING_type(value);
  if (type != V_ASN1_UTF8STRING && type != V_ASN1_PRINTABLESTRING) return std::nullopt;
  return std::string(reinterpret_cast<const char*>(ASN1_STRING_get0_data(value)),
                     static_cast<std::size_t>(ASN1_STRING_length(value)));
}

std::string compliant(std::string_view name) {
  std::string out(name);
  std::transform(out.begin(), out.end(), out.begin(), [](char c) {
    if (c >= 'A' && c <= 'Z') return static_cast<char>(c - 'A' + 'a');
    return c == '_' ? '-' : c;
  });
  return out;
}

}  // namespace

sdk::Result<std::string> node_name_of(const sdk::Request& request) {
  const postern_value* field = request.find(kField);
  if (field == nullptr || field->type != POSTERN_TYPE_BYTES)
    return csr::refuse("csr", "the request has no certificate request, which would tell the node's name");
  POSTERN_TRY(parsed, csr::parse_csr(sdk::view(field->bytes)));
  POSTERN_TRY(verified, csr::verify_csr(parsed));
  const auto text = common_name(X509_REQ_get_subject_name(verified.csr().get()));
  if (!text || !text->starts_with(kPrefix))
    return csr::refuse("csr.subject.CN", "a kubelet's common name is system:node: and the name of its node");
  std::string name = compliant(std::string_view(*text).substr(kPrefix.size()));
  if (csr::is_dns_subdomain(name)) return name;
  return csr::refuse("csr.subject.CN", "the node's name makes no DNS-1123 subdomain");
}

}  // namespace postern::joining_node

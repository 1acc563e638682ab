// SPDX-License-Identifier: Apache-2.0
#include "common/csr/node_subject.h"

#include <optional>
#include <vector>

#include "common/csr/csr.h"
#include "common/csr/dns_name.h"

namespace postern::csr {
namespace {

constexpr std::size_t kMaxShown = 64;
constexpr const char* kSource = "Kubernetes: Using Node Authorization";

// shown: a name out of the request, made harmless for a log line.
std::string shown(std::string_view text) {
  std::string out;
  for (const char c : text.substr(0, kMaxShown)) out.push_back(c >= 0x20 && c < 0x7f ? c : '?');
  return out;
}

struct Subject {
  std::vector<std::string> organizations, common_names;
};

// text_of: nothing for the string types that readers decode differently.
std::optional<std::string> text_of(const ASN1_STRING* value) {
  const int type = ASN1_STRING_type(value);
  if (type != V_ASN1_PRINTABLESTRING && type != V_ASN1_UTF8STRING) return std::nullopt;
  return std::string(reinterpret_cast<const char*>(ASN1_STRING_get0_data(value)),
                     static_cast<std::size_t>(ASN1_STRING_length(value)));
}

sdk::Result<Subject> read_subject(const X509_NAME* name) {
  Subject out;
  for (int i = 0; i < X509_NAME_entry_count(name); ++i) {
    const X509_NAME_ENTRY* entry = X509_NAME_get_entry(name, i);
    const int kind = OBJ_obj2nid(X509_NAME_ENTRY_get_object(entry));
    if (kind != NID_organizationName && kind != NID_commonName)
      return refuse("csr.subject", "the subject has another attribute than organization and common name")
          .expected("O, CN")
          .observed(kind == NID_undef ? "another" : OBJ_nid2sn(kind))
          .spec(kSource);
    auto text = text_of(X509_NAME_ENTRY_get_data(entry));
    if (!text)
      return refuse("csr.subject", "an attribute of the subject is neither PrintableString nor UTF8String")
          .spec("RFC 5280, 4.1.2.4");
    (kind == NID_commonName ? out.common_names : out.organizations).push_back(*std::move(text));
  }
  return out;
}

sdk::Result<void> check_organization(const Subject& subject) {
  const auto& all = subject.organizations;
  if (all.size() == 1 && all.front() == kNodeGroup) return {};
  return refuse("csr.subject.O", "a kubelet's organization is " + std::string(kNodeGroup) + " alone")
      .expected(std::string(kNodeGroup))
      .observed(all.size() == 1 ? shown(all.front()) : std::to_string(all.size()) + " organizations")
      .spec(kSource);
}

sdk::Result<std::string> read_node_name(const Subject& subject) {
  const auto& all = subject.common_names;
  if (all.size() == 1 && all.front().starts_with(kNodeUserPrefix)) {
    std::string node = all.front().substr(kNodeUserPrefix.size());
    if (is_dns_subdomain(node)) return node;
  }
  return refuse("csr.subject.CN", "a kubelet's common name is system:node: and the name of its node")
      .expected("system:node:<DNS-1123 subdomain>")
      .observed(all.size() == 1 ? shown(all.front()) : std::to_string(all.size()) + " common names")
      .spec(kSource);
}

}  // namespace

sdk::Result<std::string> check_node_subject(const X509_NAME* name) {
  POSTERN_TRY(subject, read_subject(name));
  POSTERN_CHECK(check_organization(subject));
  return read_node_name(subject);
}

}  // namespace postern::csr

// SPDX-License-Identifier: Apache-2.0
#include "host/atls/nonce_name.h"

#include "host/atls/openssl_error.h"

namespace postern::atls {
namespace {

absl::Status malformed(const char* what) {
  return absl::FailedPreconditionError(std::string("no attestation gate: ") + what);
}

bool is_text(int type) {
  return type == V_ASN1_PRINTABLESTRING || type == V_ASN1_UTF8STRING || type == V_ASN1_IA5STRING;
}

absl::StatusOr<Nonce> parse_nonce_name(const X509_NAME* name) {
  if (X509_NAME_entry_count(name) != 1) return malformed("the nonce's name has not exactly one attribute");
  const X509_NAME_ENTRY* entry = X509_NAME_get_entry(name, 0);
  if (OBJ_obj2nid(X509_NAME_ENTRY_get_object(entry)) != NID_commonName) {
    return malformed("the nonce's name has no common name");
  }
  const ASN1_STRING* value = X509_NAME_ENTRY_get_data(entry);
  if (!is_text(ASN1_STRING_type(value))) return malformed("the nonce's common name is no text");
  const auto* text = reinterpret_cast<const char*>(ASN1_STRING_get0_data(value));
  const auto nonce = parse_nonce_text({text, static_cast<std::size_t>(ASN1_STRING_length(value))});
  if (!nonce) return malformed("the nonce is not 44 characters of base64");
  return *nonce;
}

}  // namespace

absl::StatusOr<NameStackPtr> make_nonce_names(const Nonce& nonce) {
  const std::string text = nonce_text(nonce);
  NamePtr name(X509_NAME_new());
  NameStackPtr names(sk_X509_NAME_new_null());
  // All of base64 is in PrintableString's set (X.680 §41.4).
  if (!name || !names ||
      X509_NAME_add_entry_by_NID(name.get(), NID_commonName, V_ASN1_PRINTABLESTRING,
                                 reinterpret_cast<const unsigned char*>(text.data()),
                                 static_cast<int>(text.size()), -1, 0) != 1 ||
      sk_X509_NAME_push(names.get(), name.get()) <= 0) {
    return openssl_error("cannot encode the nonce");
  }
  name.release();
  return names;
}

absl::StatusOr<Nonce> parse_nonce_names(const STACK_OF(X509_NAME) * names) {
  if (names == nullptr || sk_X509_NAME_num(names) < 1) return malformed("it sent no nonce");
  if (sk_X509_NAME_num(names) != 1) return malformed("it sent more than one name where the nonce stands");
  return parse_nonce_name(sk_X509_NAME_value(names, 0));
}

}  // namespace postern::atls

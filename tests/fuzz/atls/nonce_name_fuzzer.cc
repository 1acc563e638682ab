// SPDX-License-Identifier: Apache-2.0
// The nonce in certificate_authorities, as a hostile gate may write it: a list of DER names, each behind its
// length in two bytes (RFC 8446 §4.2.4). Property: a nonce is found only where its one canonical spelling is
// all that the list says.

#include <cstdint>
#include <cstdlib>
#include <cstring>

#include "host/atls/nonce_name.h"

namespace {

using postern::atls::NameStackPtr;

void require(bool holds) {
  if (!holds) std::abort();
}

NameStackPtr read_names(const uint8_t* data, std::size_t size) {
  NameStackPtr names(sk_X509_NAME_new_null());
  while (size >= 2) {
    const std::size_t length = std::size_t{data[0]} << 8 | data[1];
    data += 2;
    size -= 2;
    if (length > size) return names;
    const unsigned char* at = data;
    X509_NAME* name = d2i_X509_NAME(nullptr, &at, static_cast<long>(length));
    if (name != nullptr) sk_X509_NAME_push(names.get(), name);
    data += length;
    size -= length;
  }
  return names;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, std::size_t size) {
  using namespace postern::atls;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto nonce = parse_nonce_text(text)) require(nonce_text(*nonce) == text);

  const NameStackPtr names = read_names(data, size);
  const auto nonce = parse_nonce_names(names.get());
  if (!nonce.ok()) {
    require(nonce.status().code() == absl::StatusCode::kFailedPrecondition);
    return 0;
  }
  require(sk_X509_NAME_num(names.get()) == 1);
  const X509_NAME* name = sk_X509_NAME_value(names.get(), 0);
  require(X509_NAME_entry_count(name) == 1);
  const ASN1_STRING* value = X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, 0));
  const std::string spelled = nonce_text(*nonce);
  require(ASN1_STRING_length(value) == static_cast<int>(spelled.size()));
  require(std::memcmp(ASN1_STRING_get0_data(value), spelled.data(), spelled.size()) == 0);
  const auto again = make_nonce_names(*nonce);
  require(again.ok() && *parse_nonce_names(again->get()) == *nonce);
  return 0;
}

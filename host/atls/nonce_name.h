// SPDX-License-Identifier: Apache-2.0
#pragma once

// NonceName: the gate's nonce as it travels in CertificateRequest.certificate_authorities (RFC 8446 §4.2.4,
// RFC 5246 §7.4.4): exactly one distinguished name with one RDN of one attribute, CN = nonce_text (WIRE §1).

#include "absl/status/statusor.h"
#include "host/atls/nonce.h"
#include "host/atls/openssl_handle.h"

namespace postern::atls {

// make_nonce_names: the list for SSL_set_client_CA_list. INTERNAL when memory runs out.
absl::StatusOr<NameStackPtr> make_nonce_names(const Nonce& nonce);

// parse_nonce_names: the nonce in such a list; names may be nullptr (the gate sent none).
// FAILED_PRECONDITION, saying what is wrong, for anything but exactly one nonce. The list is not trusted.
absl::StatusOr<Nonce> parse_nonce_names(const STACK_OF(X509_NAME) * names);

}  // namespace postern::atls

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openssl/evp.h>

#include <string>

namespace postern::tpm2 {

// key_fingerprint: "SPKI SHA-256 " and the digest of the key's DER SubjectPublicKeyInfo in hex, by which people can find a
// key again; "no key" when OpenSSL cannot write it. For texts, never to decide by.
std::string key_fingerprint(EVP_PKEY* key);

}  // namespace postern::tpm2

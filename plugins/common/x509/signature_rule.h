// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openssl/x509.h>

#include <string>

namespace postern::x509 {

// SignatureRule: how certificates and revocation lists may be signed.
//   kAmd     RSASSA-PSS with SHA-384, MGF1 with SHA-384, a salt of 48 bytes and the default trailer, by RSA
//            keys of 4096 bits: what AMD's KDS gives for every certificate (AMD 57230)
//   kCommon  RSA PKCS#1 v1.5 or RSASSA-PSS (hash of MGF1 the same, salt as long as the hash) with SHA-256,
//            SHA-384 or SHA-512 by RSA keys of 2048 to 4096 bits, or ECDSA with these by keys on P-256 or
//            P-384
// Neither has SHA-1 or MD5.
enum class SignatureRule { kAmd, kCommon };

// check_signature_algorithm: what is wrong with this algorithm by that rule when issuer_key makes the
// signature; empty when nothing is. Looks at names, parameters and the key's kind and size; verifies nothing.
std::string check_signature_algorithm(const X509_ALGOR* algorithm, EVP_PKEY* issuer_key, SignatureRule rule);

}  // namespace postern::x509

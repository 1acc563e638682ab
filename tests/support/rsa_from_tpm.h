// SPDX-License-Identifier: Apache-2.0
#pragma once

// What others do with an RSA key of a TPM, with OpenSSL alone.

#include <openssl/evp.h>

#include <memory>

#include "postern/sdk/bytes.h"

namespace postern::test {

using KeyHandle = std::unique_ptr<EVP_PKEY, void (*)(EVP_PKEY*)>;

// rsa_from_tpm: the key of a TPM2B_PUBLIC. modulus_of: of a TPMT_PUBLIC, 256 bytes. Throw std::runtime_error.
KeyHandle rsa_from_tpm(sdk::ByteView tpm2b_public);
sdk::ByteVector modulus_of(sdk::ByteView tpmt_public);

// spki_pem: the key of a TPMT_PUBLIC as clouds publish it: SubjectPublicKeyInfo in PEM.
std::string spki_pem(sdk::ByteView tpmt_public);

// encrypt_for: RSAES-PKCS1-v1_5 for the key of a TPM2B_PUBLIC.
sdk::ByteVector encrypt_for(sdk::ByteView tpm2b_public, sdk::ByteView secret);

}  // namespace postern::test

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "postern/sdk/bytes.h"
#include "postern/sdk/result.h"

namespace postern::azure_snp {

// EncryptedToken: a token for one machine, as Microsoft Azure Attestation gives it. Parsed only.
struct EncryptedToken {
  sdk::ByteVector key;         // an AES key, encrypted for the transport key
  sdk::ByteVector iv;          // 12 bytes
  sdk::ByteVector ciphertext;  // AES-GCM of the token, additional data "Transport Key"
  sdk::ByteVector tag;         // 16 bytes
};

// parse_maa_answer: {"token":base64url of {"Jwt","EncryptedInnerKey","EncryptionParams":{"Iv"},"AuthenticationData"}},
// the members in standard base64. Errors: unavailable, COLLATERAL_INVALID.
sdk::Result<EncryptedToken> parse_maa_answer(sdk::ByteView answer);

// decrypt_token: with the AES key (16, 24 or 32 bytes) that key decrypts to. The token in it is not verified: that is the
// gate's matter. Errors: unavailable, COLLATERAL_INVALID.
sdk::Result<std::string> decrypt_token(const EncryptedToken& token, sdk::ByteView aes_key);

}  // namespace postern::azure_snp

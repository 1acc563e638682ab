// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/jose/verify_token.h"
#include "common/snp/verify_report.h"

namespace postern::azure_snp {

// check_maa_claims: the token is about this machine, this connection and this very report, in this order:
//   1. x-ms-attestation-type is azurevm, x-ms-runtime.client-payload.nonce is base64(user_hash), where user_hash is
//      SHA-256(UserData ‖ nonce): the reference checks no more than this and the signature
//   2. x-ms-isolation-tee: x-ms-attestation-type is sevsnpvm and x-ms-compliance-status azure-compliant-cvm: the
//      provider's policy found the machine to be a confidential VM as Azure starts them
//   3. x-ms-sevsnpvm-reportdata, -idkeydigest and -launchmeasurement are those of the report (hex), and -is-debuggable
//      is false. REPORT_DATA names the attestation key, so that a token for another VM does not help, and the
//      digest is the one for which the token is to stand in
// Errors: denied, TOKEN_INVALID.
sdk::Result<void> check_maa_claims(const jose::VerifiedToken& token, const snp::VerifiedReport& report,
                                   sdk::ByteView user_hash);

}  // namespace postern::azure_snp

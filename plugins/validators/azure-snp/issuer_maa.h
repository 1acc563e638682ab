// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "common/attdoc/snp_instance_info.h"
#include "common/tpm2/device_key.h"
#include "postern/sdk/call.h"

namespace postern::azure_snp {

// MaaDemand: what a token is asked for.
struct MaaDemand {
  const std::string& url;                           // of the provider, without '/' at the end
  const sdk::ByteVector& nonce;                     // attdoc::user_hash, 32 bytes
  const attdoc::SnpInstanceInfo& info;              // report, runtime data, certificates
  const std::optional<sdk::ByteVector>& event_log;  // of the firmware
};

// request_maa_token: a JSON Web Token by which Microsoft Azure Attestation says that it judged this machine, as the
// reference's nodes get it: quote of the SHA-256 bank and report go to <url>/attest/AzureGuest, and the token comes
// encrypted for a key that the TPM has made for the occasion and uses only while the PCRs stay as they were. The token's
// claim x-ms-runtime.client-payload.nonce is the base64 of nonce. Errors: unavailable.
sdk::Result<std::string> request_maa_token(const sdk::Call& call, tpm2::Device& device, const tpm2::DeviceKey& ak,
                                           const MaaDemand& demand);

}  // namespace postern::azure_snp

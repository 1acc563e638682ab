// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "common/attdoc/snp_instance_info.h"
#include "common/tpm2/device_transport_key.h"
#include "common/tpm2/verify_quote.h"

namespace postern::azure_snp {

// MaaEvidence: all that Microsoft Azure Attestation judges a machine by.
struct MaaEvidence {
  sdk::ByteView nonce;                  // what the token shall be bound to
  const attdoc::SnpInstanceInfo& info;  // report, runtime data, certificates
  const sdk::ByteVector& event_log;     // write_maa_log; may be empty
  const sdk::ByteVector& ak_pub;        // TPMT_PUBLIC
  const sdk::ByteVector& ak_cert;       // as the TPM keeps it
  const tpm2::Quote& quote;             // of the SHA-256 bank, extraData nonce
  const sdk::ByteVector& key;           // TPM2B_PUBLIC of the transport key
  const tpm2::Certification& key_word;  // the attestation key's word for it
};

// write_maa_request: the body for attest/AzureGuest, API version 2020-10-01, as the reference's nodes send it:
// {"AttestationInfo":base64url of JSON}. In that JSON byte strings are standard base64, except that the report is in
// base64url. Errors: unavailable (the signatures are not RSA's).
sdk::Result<std::string> write_maa_request(const MaaEvidence& evidence);

}  // namespace postern::azure_snp

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/tpm2/device_key.h"

namespace postern::gcp {

inline constexpr uint32_t kAkCertificateIndex = 0x01C10000, kAkTemplateIndex = 0x01C10001;  // of the RSA key

// open_ak: the RSA attestation key of a Compute Engine machine: the primary key of the endorsement hierarchy whose
// template Google keeps in kAkTemplateIndex. Errors: misconfigured about "/tcti" (no such index), unavailable.
sdk::Result<tpm2::DeviceKey> open_ak(tpm2::Device& device);

// read_ak_certificate: Google's certificate for it, DER, from kAkCertificateIndex; empty when the machine has none, as
// older ones and those without a confidential technology do. Errors: unavailable, also when what is there is no
// certificate.
sdk::Result<sdk::ByteVector> read_ak_certificate(tpm2::Device& device);

}  // namespace postern::gcp

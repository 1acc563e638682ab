// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>

#include "common/tpm2/measurement_set.h"

namespace postern::constellation {

// Variant: the types of Constellation's evidence that Postern has validators for.
enum class Variant { kAzureSevSnp, kGcpSevSnp, kGcpSevEs, kQemuVtpm };

// evidence_of: "azure-sev-snp", …; static storage.
std::string_view evidence_of(Variant variant);

// is_snp: whether a report of AMD's firmware is part of the evidence.
inline bool is_snp(Variant variant) { return variant == Variant::kAzureSevSnp || variant == Variant::kGcpSevSnp; }

// TcbLevels: least patch levels, 0 to 255; without a value where the file says "latest".
struct TcbLevels {
  std::optional<uint8_t> bootloader, tee, snp, microcode;
};

// Enforcement: what happens when the digest of the firmware's signer is none of those accepted.
enum class Enforcement { kEqual, kWarnOnly, kMaaFallback };

struct FirmwareSigner {
  std::vector<sdk::ByteVector> accepted_key_digests;  // SHA-384
  Enforcement enforcement = Enforcement::kEqual;
  std::string maa_url;  // as it came
};

// AttestationConfig: what Constellation's join service is configured to accept (its packages internal/config and
// internal/attestation/measurements tell the form). Parsed, nothing judged.
struct AttestationConfig {
  Variant variant = Variant::kQemuVtpm;
  std::map<uint32_t, tpm2::PcrExpectation> measurements;
  TcbLevels minimum;             // is_snp
  FirmwareSigner signer;         // kAzureSevSnp
  std::string amd_root_key;      // is_snp: PEM; empty when there is none
  bool has_signing_key = false;  // is_snp: there is an ASK
};

}  // namespace postern::constellation

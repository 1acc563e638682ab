// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "common/snp/report.h"
#include "common/snp_collateral/collateral.h"
#include "common/snp_signer/kds_settings.h"

namespace postern::snp {

// SignerCertificates: what a node sends along with its report, in PEM; nothing verified.
struct SignerCertificates {
  std::string vek;      // VCEK or VLEK
  std::string issuers;  // ASK or ASVK
  std::string roots;    // ARK
};

// complete_signer: what the cloud gave, completed from AMD's KDS by call.fetch where VEK, issuer or root are missing
// (snp::gather_collateral). Errors: those of gather_collateral as unavailable.
sdk::Result<SignerCertificates> complete_signer(const sdk::Call& call, const Report& report,
                                                const CarriedCertificates& carried, const KdsSettings& settings);

// to_pem: one certificate in DER as PEM, 64 characters in a line (RFC 7468, 2).
std::string to_pem(sdk::ByteView der);

}  // namespace postern::snp

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "common/snp/report.h"
#include "common/snp_signer/kds_settings.h"
#include "postern/sdk/call.h"

namespace postern::azure_snp {

// SentCertificates: what goes into the document, PEM.
struct SentCertificates {
  std::string vek;    // VCEK
  std::string chain;  // ASK, then ARK
};

// parse_thim_answer: {"vcekCert":PEM,"tcbm":hex,"certificateChain":PEM,…} of Azure's trusted hardware identity
// management (Microsoft, "Azure confidential VM guest attestation design"). Both texts must be readable certificates;
// they are given back as they came. tcbm, 16 hex digits with the most significant byte first, is the TCB that the VCEK
// is for, and must be the report's: after a firmware update the service may be ahead of a report or behind it.
// Errors: unavailable, COLLATERAL_INVALID.
sdk::Result<SentCertificates> parse_thim_answer(sdk::ByteView answer, snp::PackedTcb reported);

// find_certificates: from <imds_url>/metadata/THIM/amd/certification, or, when that does not give them, from AMD's
// KDS. Errors: unavailable, with what either said.
sdk::Result<SentCertificates> find_certificates(const sdk::Call& call, const std::string& imds_url,
                                                const snp::KdsSettings& kds, const snp::Report& report);

}  // namespace postern::azure_snp

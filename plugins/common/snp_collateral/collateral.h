// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <vector>

#include "common/snp_collateral/trust_config.h"
#include "postern/sdk/call.h"

namespace postern::snp {

// CarriedCertificates: what came with a report; views of memory that outlives the call. Empty where nothing came.
struct CarriedCertificates {
  sdk::ByteView vek;    // one certificate, PEM or DER
  sdk::ByteView chain;  // issuers in any order: PEM of one or several, or DER
};

// Collateral: what is needed to judge a report. NOTHING in it is verified, wherever it came from: give it to
// verify_evidence.
struct Collateral {
  sdk::ByteVector vek;                       // one certificate, PEM or DER
  std::vector<sdk::ByteVector> certificates;  // PEM or DER, issuers and configured roots
  std::optional<sdk::ByteVector> crl;        // DER; there when the configuration demands one

  // evidence: views of this, so it must outlive them. report: kReportSize bytes.
  HardwareEvidence evidence(sdk::ByteView report) const;
};

// gather_collateral: what the machine sent, completed from AMD's KDS by call.fetch: the VCEK when none came, the chain
// when no root (ARK) above the VEK came or is configured, and the revocation list when it is demanded. report tells
// chip, TCB and role; it need not be verified, since a wrong one leads to certificates that do not fit it. The
// product is that of the VEK, the report or the configuration, in this order. Errors:
//   denied: CERTIFICATE_INVALID (what was sent cannot be read), COLLATERAL_UNAVAILABLE (a VLEK, which KDS gives to
//     its provider only, was not sent), CHIP_MISMATCH (the chip is masked, so its VCEK cannot be asked for)
//   unavailable: COLLATERAL_UNAVAILABLE (not sent and kds = "none", product unknown), COLLATERAL_INVALID (what was
//     fetched is not what was asked for), and those of call.fetch
sdk::Result<Collateral> gather_collateral(const sdk::Call& call, const Report& report,
                                          const CarriedCertificates& carried, const TrustConfig& config);

}  // namespace postern::snp

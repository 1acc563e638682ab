// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/tpm2/measurement_set.h"
#include "common/tpm2/verify_event_log.h"
#include "common/tpm2/verify_quote.h"

namespace postern::tpm2 {

// MeasurementMatch: which set a machine satisfies, and which warn_only PCRs differ from it.
struct MeasurementMatch {
  std::string set;
  PcrSet warnings = 0;
};

// check_measurements: some set that is active at now accepts the quoted PCRs; of several the one with the
// fewest warnings, then the first. A PCR that was not quoted differs. The quote must be of the SHA-256 bank.
// Errors: misconfigured (no set, or one that enforces no PCR); denied: MEASUREMENTS_EXPIRED (no set is
// active), QUOTE_MISSING (another bank), PCR_MISMATCH (subject "tpm.pcr.N": the lowest enforced PCR that
// differs from the nearest set, which is the one with the fewest such PCRs; details: the events in log that extended each
// of them). log, or nullptr, explains and decides nothing.
sdk::Result<MeasurementMatch> check_measurements(const VerifiedQuote& quote, const MeasurementPolicy& policy, Time now,
                                                 const ReplayedLog* log = nullptr);

}  // namespace postern::tpm2

// SPDX-License-Identifier: Apache-2.0
#pragma once

// Which events made a PCR what it is, for people. Decides nothing.

#include <string>

#include "common/tpm2/verify_event_log.h"

namespace postern::tpm2 {

// pcr_event_lines: for each of these PCRs, in ascending order, a line that names it and one line per event that extended
// it, in the order of the log: type, digest, and what the data says. "measured" means that the digest is the hash of that
// data; "says" that the log claims it only, as it claims every type. Of many events the first and the last are shown. At
// most 64 lines of printable ASCII, separated by \n. log is nullptr when the document has none.
std::string pcr_event_lines(const ReplayedLog* log, PcrSet pcrs);

}  // namespace postern::tpm2

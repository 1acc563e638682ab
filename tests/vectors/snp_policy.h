// SPDX-License-Identifier: Apache-2.0
#pragma once

// The default policy for SNP reports: what SnpPolicy is without a configuration, with the lowest TCB as its minimum,
// since the vectors are older and younger than any floor.

#include "common/snp/verify_report.h"
#include "vectors/outcome.h"

namespace postern::vectors {

// ask_default_policy: an outcome of a report that is genuine, with the policy's refusal if it refuses.
Outcome ask_default_policy(const snp::VerifiedReport& report);

}  // namespace postern::vectors

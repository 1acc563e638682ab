// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/snp/policy.h"
#include "common/snp/verify_report.h"

namespace postern::snp {

// check_tcb: the TCBs of a genuine report, component by component (AMD 56860, 2.2 and 7.3: the reported TCB is what
// the key is made for, the committed one what the host cannot go below any more, the current one what runs):
//   1. reported is not above committed, committed not above current (equal to it, and the firmware's version too,
//      unless provisional firmware is allowed): TCB_INCONSISTENT
//   2. reported and committed, and if the policy says so launch, reach minimum_tcb and the floor's entry for this
//      processor: TCB_TOO_LOW. A component without a minimum is refused, and so is a processor that the floor does
//      not name. A report without CPUID must reach the entries of every processor that it can be of.
//   3. committed and current firmware reach minimum_firmware: TCB_TOO_LOW
// Subjects: "snp.tcb.<component>" (reported), "snp.committed_tcb.…", "snp.current_tcb.…", "snp.launch_tcb.…",
// "snp.product", "snp.committed_firmware", "snp.current_firmware". Errors: denied; misconfigured for a policy
// without any minimum.
sdk::Result<void> check_tcb(const VerifiedReport& report, const SnpPolicy& policy);

}  // namespace postern::snp

// SPDX-License-Identifier: Apache-2.0
#include "common/tpm2/tss_log.h"

#include <cstdlib>

namespace postern::tpm2 {

void quiet_tss_log() { setenv("TSS2_LOG", "all+none", 0); }

}  // namespace postern::tpm2

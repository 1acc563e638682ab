// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace postern::tpm2 {

// quiet_tss_log: keeps tpm2-tss from writing to standard error, unless TSS2_LOG says what to write. Malformed
// input is the peer's doing and is reported through results; it must not fill the log. Sets an environment
// variable, so call it while the library is being loaded, before the first use of tpm2-tss (which reads the
// variable once).
void quiet_tss_log();

}  // namespace postern::tpm2

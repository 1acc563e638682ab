// SPDX-License-Identifier: Apache-2.0
//
// As the plugins do: tpm2-tss does not write about the malformed input that these tests give it.

#include "common/tpm2/tss_log.h"

namespace {
[[maybe_unused]] const bool kQuiet = (postern::tpm2::quiet_tss_log(), true);
}  // namespace

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "postern/sdk/result.h"
#include "tools/import-constellation/attestation_config.h"
#include "tools/import-constellation/find_variant.h"

namespace postern::constellation {

// parse_attestation_config: strict: what is not known is refused, since it might restrict who may join. Older spellings
// that Constellation reads are read: a measurement as text alone, base64 instead of hex, one digest instead of a list,
// the policy as strictChecking or as true and false. Errors: misconfigured, subject = JSON pointer in the file.
sdk::Result<AttestationConfig> parse_attestation_config(const FoundVariant& source);

}  // namespace postern::constellation

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "postern/sdk/result.h"
#include "tools/measure/reading.h"

namespace postern::measure {

// read_document: what an attestation document claims. No signature is checked: a reading of it is worth as much as the
// place that the document comes from. Errors: denied (malformed; no quote of that bank, or two; a log that is none).
sdk::Result<Reading> read_document(std::string_view text, const std::string& name, tpm2::HashAlgorithm bank);

}  // namespace postern::measure

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "common/tpm2/attest.h"
#include "postern/sdk/result.h"
#include "tools/measure/reading.h"

namespace postern::measure {

// SetChoice: what of a reading becomes reference values.
struct SetChoice {
  std::string name;
  std::string not_before = {}, not_after = {};  // RFC 3339, or empty
  tpm2::PcrSet pcrs = tpm2::kAllPcrs;
  bool must_have = false;             // whether a PCR that the reading lacks is an error
  tpm2::PcrSet warn_only = 0;
};

// make_reference_set: {"name", "not_before", "not_after", "pcrs": {"4": {"expected": hex, "warn_only": true}}}, as a
// measurement file holds it. For the SHA-256 bank it is one that validators accept (parse_measurements); they have no
// sets of other banks. Errors: misconfigured.
sdk::Result<nlohmann::json> make_reference_set(const Reading& reading, const SetChoice& choice);

}  // namespace postern::measure

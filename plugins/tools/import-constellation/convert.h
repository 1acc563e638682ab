// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "postern/sdk/result.h"
#include "tools/import-constellation/attestation_config.h"
#include "tools/import-constellation/imported.h"

namespace postern::constellation {

// ConvertChoice: what Constellation's file does not say.
struct ConvertChoice {
  std::string set_name = "constellation";
  TcbLevels latest = {};              // for levels that are "latest"
  std::vector<std::string> projects = {};  // Google: whose machines may join
};

// convert: gate.toml with the validator, a backend for keys and pipelines for workers and rejoins; measurements.toml;
// amd-root.pem when the configuration pins a root. Never laxer than the source: what cannot be said is an error, what
// Postern judges more strictly is a note. What it returns was read back by the validators' own parsers. Errors:
// misconfigured.
sdk::Result<Imported> convert(const AttestationConfig& source, const ConvertChoice& choice);

}  // namespace postern::constellation

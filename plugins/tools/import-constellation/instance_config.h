// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>

#include "postern/sdk/result.h"
#include "tools/import-constellation/attestation_config.h"
#include "tools/import-constellation/convert.h"

namespace postern::constellation {

inline constexpr const char* kRootFile = "amd-root.pem";
inline constexpr const char* kMeasurementFile = "measurements.toml";

// Instance: the validator's configuration as a gate's file has it, in the order in which it is written.
struct Instance {
  nlohmann::ordered_json config;   // files by their names
  std::vector<std::string> hosts;  // whom the validator may contact
  std::string root_pem;            // content of kRootFile; empty when config does not name it
};

// make_set: the measurements as a set of a measurement file: {"name", "pcrs"}. Errors: misconfigured.
sdk::Result<nlohmann::ordered_json> make_set(const AttestationConfig& source, const std::string& name);

// make_instance: everything else. Errors: misconfigured: "latest" without a number for it, maaFallback without a URL,
// Google without projects, a root certificate that is none.
sdk::Result<Instance> make_instance(const AttestationConfig& source, const ConvertChoice& choice);

}  // namespace postern::constellation

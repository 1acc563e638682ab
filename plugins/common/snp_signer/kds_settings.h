// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "common/snp/product.h"
#include "postern/sdk/json_config.h"

namespace postern::snp {

// KdsSettings: where a node gets certificates that its cloud does not give it.
struct KdsSettings {
  std::string kds;                     // base URL without '/' at the end; empty for "none"
  std::optional<ProductLine> product;  // of reports that do not tell their processor (version 2)
};

// read_kds_settings: takes the keys "kds" and "product". Pure. Errors: misconfigured, subject = JSON pointer.
sdk::Result<KdsSettings> read_kds_settings(sdk::JsonConfig& reader);

// kKdsProperties: the keys' part of "properties" in a component's JSON Schema, without a comma at either end.
extern const std::string_view kKdsProperties;

// read_url: takes a key that holds a URL, http or https, without query; its '/' at the end is cut off. Pure.
// Errors: misconfigured, subject = JSON pointer.
sdk::Result<std::string> read_url(sdk::JsonConfig& reader, const std::string& key, std::string fallback);

}  // namespace postern::snp

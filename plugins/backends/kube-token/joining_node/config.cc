// SPDX-License-Identifier: Apache-2.0
#include "backends/kube-token/joining_node/config.h"

namespace postern::joining_node {

const std::string_view kConfigSchema = R"json({
  "type": "object",
  "properties": {
    )json" POSTERN_KUBE_ACCESS_MODE "," POSTERN_KUBE_ACCESS_PROPERTIES R"json(,
    "required": {"type": "boolean", "default": false,
                 "description": "refuse joins when the cluster knows no JoiningNode or has no NodeVersion"}
  },
  "required": ["mode"],
  "oneOf": [)json" POSTERN_KUBE_ACCESS_CHOICE R"json(],
  "additionalProperties": false
})json";

sdk::Result<Config> read_config(std::string_view json) {
  POSTERN_TRY(reader, sdk::JsonConfig::parse(json));
  POSTERN_TRY(access, kube::read_access(reader));
  POSTERN_TRY(is_required, reader.flag_or("required", false));
  POSTERN_CHECK(reader.finish());
  return Config{std::move(access), is_required};
}

}  // namespace postern::joining_node

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace postern::snp {

// kPolicyProperties: the keys that parse_policy reads, as members of "properties" in a component's JSON Schema,
// without a comma at either end. They refer to kPolicyDefs, members of "$defs".
extern const std::string_view kPolicyProperties;
extern const std::string_view kPolicyDefs;

// kPolicyRequirement: a further member of the schema: one of the keys that say the minimum TCB must be there.
extern const std::string_view kPolicyRequirement;

}  // namespace postern::snp

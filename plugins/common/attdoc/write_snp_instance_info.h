// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "common/attdoc/snp_instance_info.h"

namespace postern::attdoc {

// write_snp_instance_info: the JSON that goes into InstanceInfo, byte for byte as Go's encoding/json writes it: no
// blanks, members in the order of the reference's structure, empty bytes and absent parts as null, and in texts
// the characters <, > and & as \u003c, \u003e and \u0026. Texts must be UTF-8.
std::string write_snp_instance_info(const SnpInstanceInfo& info);

}  // namespace postern::attdoc

// SPDX-License-Identifier: Apache-2.0
#pragma once

// What the parser of Azure's HCL reports found, in the words of the manifest's facts.

#include "common/azure/hcl_report.h"
#include "vectors/manifest.h"

namespace postern::vectors {

// found_facts: "hcl", "runtime_data_sha256", "vm_configuration" (the parts that are used) and "snp" with the VEK's.
Json found_facts(const azure::HclReport& blob, sdk::ByteView vek);

}  // namespace postern::vectors

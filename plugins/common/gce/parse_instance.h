// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/attdoc/snp_instance_info.h"
#include "common/gce/instance.h"
#include "postern/sdk/result.h"

namespace postern::gce {

// parse_instance: names as a document has them; each must have the right form (instance.h). Errors: denied,
// EVIDENCE_MALFORMED.
sdk::Result<Instance> parse_instance(const attdoc::GcpInstance& sent);

// parse_instance_info: InstanceInfo of a gcp-sev-es document: {"zone":…,"project_id":…,"instance_name":…}, at most
// 4096 bytes. Other members are passed over. Errors: as parse_instance.
sdk::Result<Instance> parse_instance_info(sdk::ByteView bytes);

}  // namespace postern::gce

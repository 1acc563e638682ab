// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "common/gce/instance.h"
#include "postern/sdk/call.h"

namespace postern::gcp {

// fetch_instance: the machine's own names, from the metadata server: <metadata_url>/computeMetadata/v1/project/project-id,
// instance/zone ("projects/<number>/zones/<zone>") and instance/name, with the header Metadata-Flavor: Google. Errors:
// those of call.fetch; unavailable, COLLATERAL_INVALID (an answer that is no such name).
sdk::Result<gce::Instance> fetch_instance(const sdk::Call& call, const std::string& metadata_url);

// write_instance: {"zone":…,"project_id":…,"instance_name":…} as Go's encoding/json writes it.
std::string write_instance(const gce::Instance& instance);

}  // namespace postern::gcp

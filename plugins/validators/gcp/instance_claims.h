// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "common/gce/verify_firmware.h"
#include "postern/sdk/component.h"
#include "validators/gcp/ak_trust.h"

namespace postern::gcp {

// instance_claim_decls: gcp.project_id, gcp.zone, gcp.instance_name, gcp.ak_trust ("compute-api", "ak-certificate"),
// gcp.project_number and gcp.instance_id (decimal; with ak-certificate only), all TEXT. firmware_claim_decls:
// gcp.firmware_version INTEGER, gcp.technology TEXT (gce::name_of).
std::vector<sdk::ClaimDecl> instance_claim_decls();
std::vector<sdk::ClaimDecl> firmware_claim_decls();

sdk::Result<void> state_instance_claims(const sdk::Call& call, const TrustedInstance& trusted);
sdk::Result<void> state_firmware_claims(const sdk::Call& call, const gce::VerifiedFirmware& firmware);

}  // namespace postern::gcp

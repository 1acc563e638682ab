// SPDX-License-Identifier: Apache-2.0
#include "validators/gcp/instance_claims.h"

namespace postern::gcp {

std::vector<sdk::ClaimDecl> instance_claim_decls() {
  return {{"gcp.project_id", POSTERN_TYPE_TEXT},     {"gcp.zone", POSTERN_TYPE_TEXT},
          {"gcp.instance_name", POSTERN_TYPE_TEXT},  {"gcp.ak_trust", POSTERN_TYPE_TEXT},
          {"gcp.project_number", POSTERN_TYPE_TEXT}, {"gcp.instance_id", POSTERN_TYPE_TEXT}};
}

std::vector<sdk::ClaimDecl> firmware_claim_decls() {
  return {{"gcp.firmware_version", POSTERN_TYPE_INTEGER}, {"gcp.technology", POSTERN_TYPE_TEXT}};
}

sdk::Result<void> state_instance_claims(const sdk::Call& call, const TrustedInstance& trusted) {
  const gce::Instance& instance = trusted.instance();
  POSTERN_CHECK(call.claim("gcp.project_id", std::string_view(instance.project_id)));
  POSTERN_CHECK(call.claim("gcp.zone", std::string_view(instance.zone)));
  POSTERN_CHECK(call.claim("gcp.instance_name", std::string_view(instance.instance_name)));
  POSTERN_CHECK(call.claim("gcp.ak_trust", name_of(trusted.kind())));
  if (!trusted.certified()) return {};
  const std::string number = std::to_string(trusted.certified()->project_number);
  const std::string id = std::to_string(trusted.certified()->instance_id);
  POSTERN_CHECK(call.claim("gcp.project_number", std::string_view(number)));
  return call.claim("gcp.instance_id", std::string_view(id));
}

sdk::Result<void> state_firmware_claims(const sdk::Call& call, const gce::VerifiedFirmware& firmware) {
  POSTERN_CHECK(call.claim_integer("gcp.firmware_version", firmware.version()));
  return call.claim("gcp.technology", gce::name_of(firmware.technology()));
}

}  // namespace postern::gcp

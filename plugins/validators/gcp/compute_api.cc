// SPDX-License-Identifier: Apache-2.0
#include "validators/gcp/compute_api.h"

#include "common/crypto/secret_text.h"
#include "validators/gcp/parse_shielded_identity.h"

namespace postern::gcp {

std::string identity_url(const std::string& base, const gce::Instance& instance) {
  return base + "/compute/v1/projects/" + instance.project_id + "/zones/" + instance.zone + "/instances/" +
         instance.instance_name + "/getShieldedInstanceIdentity";
}

sdk::Result<tpm2::PublicKey> ComputeApi::signing_key(const sdk::Call& call, const gce::Instance& instance) {
  POSTERN_TRY(token, tokens_.token(call));
  const std::string url = identity_url(url_, instance);
  const sdk::Secret headers =
      common::join_secret({"Authorization: Bearer ", common::text_of(token->text), "\nAccept: application/json"});
  const auto answer = call.fetch({.url = url, .max_bytes = kLongestIdentity, .headers = common::text_of(headers)});
  if (!answer.ok()) {
    tokens_.reject(token, call);
    return answer.failure();
  }
  return parse_shielded_identity(answer.value());
}

}  // namespace postern::gcp

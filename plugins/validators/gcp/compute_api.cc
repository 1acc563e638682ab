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
  // Without a token the API refuses, but a recorded answer is there when the verdict is judged again elsewhere.
  const auto token = tokens_.token(call);
  const std::string url = identity_url(url_, instance);
  const sdk::Secret authorization =
      token.ok() ? common::join_secret({"Authorization: Bearer ", common::text_of(token.value()->text), "\n"}) : sdk::Secret();
  const sdk::Secret headers = common::join_secret({common::text_of(authorization), "Accept: application/json"});
  const auto answer = call.fetch({.url = url,
                                  .max_bytes = kLongestIdentity,
                                  .keep = sdk::Keep::kRecord,
                                  .headers = common::text_of(headers)});
  if (answer.ok()) return parse_shielded_identity(answer.value());
  if (!token.ok()) return token.failure();
  tokens_.reject(token.value(), call);
  return answer.failure();
}

}  // namespace postern::gcp

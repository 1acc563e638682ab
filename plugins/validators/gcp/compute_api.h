// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/gce/instance.h"
#include "common/tpm2/public_key.h"
#include "validators/gcp/token_source.h"

namespace postern::gcp {

// ComputeApi: asks the Compute Engine API with which key the virtual TPM of a machine signs. An answer serves one
// verdict, since a machine of the same name can be made anew; it holds public keys only, and goes with the record. Any
// thread.
class ComputeApi {
 public:
  explicit ComputeApi(const AkTrustConfig& config) : url_(config.compute_url), tokens_(config.credentials) {}

  // signing_key: signingKey.ekPub of GET <compute_url>/compute/v1/projects/P/zones/Z/instances/I/
  // getShieldedInstanceIdentity. Errors: those of the token, once the API has not answered without one either, and of
  // call.fetch (no answer with status 200 came, so it is
  // not known whether the machine is there), and of parse_shielded_identity.
  sdk::Result<tpm2::PublicKey> signing_key(const sdk::Call& call, const gce::Instance& instance);

 private:
  const std::string url_;
  TokenSource tokens_;
};

// identity_url: the address above.
std::string identity_url(const std::string& base, const gce::Instance& instance);

}  // namespace postern::gcp

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "postern/sdk/call.h"
#include "validators/gcp/access_token.h"
#include "validators/gcp/ak_trust_config.h"

namespace postern::gcp {

// request_token: a token for the Compute API (read only) as the configuration says:
//   kMetadata        GET <metadata_url>/computeMetadata/v1/instance/service-accounts/default/token
//   kServiceAccount  POST <token_url>, the JWT bearer grant (RFC 7523, 2.1): an assertion of ten minutes, issued by and
//                    signed with the key of the account, for token_url; the key file is read anew each time
// Errors: those of call.fetch and call.secret, COLLATERAL_INVALID, misconfigured (the key file).
sdk::Result<AccessToken> request_token(const sdk::Call& call, const CredentialsConfig& config);

}  // namespace postern::gcp

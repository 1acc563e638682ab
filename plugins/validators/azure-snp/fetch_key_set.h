// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "common/jose/key_set.h"
#include "postern/sdk/call.h"

namespace postern::azure_snp {

// fetch_key_set: the keys with which the attestation provider signs its tokens, from <maa_url>/certs (Azure Attestation
// REST API 2022-08-01, Signing Certificates). TLS vouches for them. Errors: those of call.fetch; unavailable,
// COLLATERAL_INVALID.
sdk::Result<jose::KeySet> fetch_key_set(const sdk::Call& call, const std::string& maa_url);

}  // namespace postern::azure_snp

// SPDX-License-Identifier: Apache-2.0
#include "validators/azure-snp/fetch_key_set.h"

namespace postern::azure_snp {

sdk::Result<jose::KeySet> fetch_key_set(const sdk::Call& call, const std::string& maa_url) {
  const std::string url = maa_url + "/certs";
  POSTERN_TRY(answer, call.fetch({.url = url, .max_bytes = jose::kLongestKeySet, .is_public = true}));
  auto keys = jose::parse_key_set({reinterpret_cast<const char*>(answer.data()), answer.size()});
  if (keys.ok()) return keys;
  return sdk::Failure(POSTERN_UNAVAILABLE, POSTERN_REASON_COLLATERAL_INVALID)
      .about(url)
      .spec("RFC 7517, 5")
      .peer("the keys of the attestation provider cannot be used")
      .text("the answer of " + url + " cannot be used: " + keys.failure().operator_text());
}

}  // namespace postern::azure_snp

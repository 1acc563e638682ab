// SPDX-License-Identifier: Apache-2.0
#include "validators/azure-snp/fetch_key_set.h"

#include "postern/sdk/collateral.h"

namespace postern::azure_snp {
namespace {

sdk::Failure unusable(const std::string& url, const sdk::Failure& why) {
  return sdk::Failure(POSTERN_UNAVAILABLE, POSTERN_REASON_COLLATERAL_INVALID)
      .about(url)
      .spec("RFC 7517, 5")
      .peer("the keys of the attestation provider cannot be used")
      .text("the answer of " + url + " cannot be used: " + why.operator_text());
}

}  // namespace

sdk::Result<jose::KeySet> fetch_key_set(const sdk::Call& call, const std::string& maa_url) {
  const std::string url = maa_url + "/certs";
  const auto parse = [&](sdk::ByteView page) -> sdk::Result<jose::KeySet> {
    auto keys = jose::parse_key_set({reinterpret_cast<const char*>(page.data()), page.size()});
    if (!keys.ok()) return unusable(url, keys.failure());
    return keys;
  };
  return sdk::fetch_parsed(call, {.url = url, .max_bytes = jose::kLongestKeySet}, parse);
}

}  // namespace postern::azure_snp

// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "fuzz/tpm2/require.h"
#include "validators/gcp/parse_shielded_identity.h"

using namespace postern;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, std::size_t size) {
  const auto key = gcp::parse_shielded_identity(fuzz::input(data, size));
  if (!key.ok()) {
    const sdk::Failure& why = key.failure();
    const bool is_untrusted = why.status() == POSTERN_DENIED && why.code() == POSTERN_REASON_AK_UNTRUSTED;
    const bool is_unusable = why.status() == POSTERN_UNAVAILABLE && why.code() == POSTERN_REASON_COLLATERAL_INVALID;
    fuzz::require(is_untrusted || is_unusable, "a refusal says one of two things");
    return 0;
  }
  const auto answer = nlohmann::json::parse(data, data + size, nullptr, false);
  fuzz::require(answer.is_object() && answer["signingKey"]["ekPub"].is_string(), "a key comes from one member only");
  const auto same = tpm2::PublicKey::from_pem(answer["signingKey"]["ekPub"].get<std::string>());
  fuzz::require(same.ok() && same.value().same_as(key.value()), "and is what stands there");
  return 0;
}

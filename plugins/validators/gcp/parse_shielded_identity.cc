// SPDX-License-Identifier: Apache-2.0
#include "validators/gcp/parse_shielded_identity.h"

#include "common/json/bounded_json.h"

namespace postern::gcp {
namespace {

using nlohmann::json;
using sdk::Failure;

constexpr common::JsonLimits kLimits{.bytes = kLongestIdentity, .values = 256, .depth = 6};
constexpr std::size_t kLongestKey = 4 * 1024;  // bytes of PEM

Failure explain(Failure failure, std::string text) {
  return std::move(failure)
      .about("tpm.ak.name")
      .spec("Compute Engine API v1, instances.getShieldedInstanceIdentity")
      .text(std::move(text));
}
Failure unusable(std::string text) {
  return explain(Failure(POSTERN_UNAVAILABLE, POSTERN_REASON_COLLATERAL_INVALID)
                     .peer("the machine cannot be looked up at present"),
                 "answer of the Compute API: " + std::move(text));
}
Failure untrusted(std::string text) {
  return explain(Failure::denied(POSTERN_REASON_AK_UNTRUSTED).peer("the attestation key is not trusted"),
                 std::move(text));
}

}  // namespace

sdk::Result<tpm2::PublicKey> parse_shielded_identity(sdk::ByteView answer) {
  const auto read = common::read_json({reinterpret_cast<const char*>(answer.data()), answer.size()}, kLimits);
  if (const auto* complaint = std::get_if<common::JsonComplaint>(&read))
    return unusable("it " + std::string(complaint->text));
  const json* signing = common::find_member(std::get<json>(read), "signingKey");
  if (signing == nullptr) return untrusted("the Compute API knows no signing key of this machine");
  const json* pem = signing->is_object() ? common::find_member(*signing, "ekPub") : nullptr;
  if (pem == nullptr || !pem->is_string()) return unusable("signingKey.ekPub is not a text");
  const std::string& text = pem->get_ref<const std::string&>();
  if (text.size() > kLongestKey) return unusable("signingKey.ekPub is too long");
  auto key = tpm2::PublicKey::from_pem(text);
  if (key.ok()) return key;
  if (key.failure().code() == POSTERN_REASON_AK_UNSUITABLE)
    return untrusted("the machine's signing key is not acceptable: " + key.failure().operator_text());
  return unusable("signingKey.ekPub is not a public key in PEM");
}

}  // namespace postern::gcp

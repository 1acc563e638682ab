// SPDX-License-Identifier: Apache-2.0
#include "common/tpm2/verify_attestation_key.h"

#include "common/tpm2/ak_name.h"

namespace postern::tpm2 {
namespace {

struct Attribute {
  uint32_t bit;
  std::string_view name;
};
constexpr Attribute kWanted[] = {{kFixedTpm, "fixedTPM"},
                                 {kFixedParent, "fixedParent"},
                                 {kSensitiveDataOrigin, "sensitiveDataOrigin"},
                                 {kRestricted, "restricted"},
                                 {kSign, "sign"}};

sdk::Failure unsuitable(std::string text) {
  return sdk::Failure::denied(POSTERN_REASON_AK_UNSUITABLE)
      .about("tpm.ak.name")
      .spec("TPM 2.0 Library rev. 1.59 Part 2, 8.3.2")
      .peer("the attestation key is not acceptable")
      .text(std::move(text));
}

std::string attribute_names(uint32_t attributes) {
  std::string text;
  for (const auto& [bit, name] : kWanted)
    if ((attributes & bit) != 0) text += (text.empty() ? "" : ",") + std::string(name);
  if ((attributes & kDecrypt) != 0) text += text.empty() ? "decrypt" : ",decrypt";
  return text.empty() ? "none" : text;
}

}  // namespace

sdk::Result<AttestationKey> verify_attestation_key(const Public& key) {
  constexpr uint32_t kAll = kFixedTpm | kFixedParent | kSensitiveDataOrigin | kRestricted | kSign;
  if ((key.attributes & kAll) != kAll || (key.attributes & kDecrypt) != 0)
    return unsuitable("the key is not a restricted signing key of a TPM")
        .expected(attribute_names(kAll))
        .observed(attribute_names(key.attributes));
  if (!key.scheme || !key.scheme_hash) return unsuitable("the key is not bound to one signing scheme");
  if (*key.scheme_hash == HashAlgorithm::kSha1) return unsuitable("the key signs SHA-1 digests");
  POSTERN_TRY(public_key, PublicKey::from_tpm(key));
  if (public_key.is_rsa() == (*key.scheme == SignatureScheme::kEcdsa))
    return unsuitable("the key's type and scheme do not fit together");
  return AttestationKey(std::move(public_key), ak_name(key));
}

}  // namespace postern::tpm2

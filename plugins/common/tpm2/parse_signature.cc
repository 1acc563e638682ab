// SPDX-License-Identifier: Apache-2.0
#include "common/tpm2/parse_signature.h"

#include <tss2/tss2_mu.h>

#include <algorithm>
#include <cstdlib>

namespace postern::tpm2 {
namespace {

sdk::Failure refused(std::string text, std::string expected, std::string observed) {
  return sdk::Failure::denied(POSTERN_REASON_SIGNATURE_INVALID)
      .about("tpm.quote")
      .spec("TPM 2.0 Library rev. 1.59 Part 2, 11.3.4")
      .expected(std::move(expected))
      .observed(std::move(observed))
      .peer("a signature does not verify")
      .text(std::move(text));
}

template <typename Sized>
sdk::ByteVector to_vector(const Sized& sized) {
  const auto* first = reinterpret_cast<const std::byte*>(sized.buffer);
  return {first, first + sized.size};
}

sdk::Result<HashAlgorithm> to_hash(TPMI_ALG_HASH id) {
  const auto hash = to_hash_algorithm(id);
  if (!hash) 
    return refused("TPMT_SIGNATURE names an unknown hash algorithm", "SHA-1, SHA-256, SHA-384 or SHA-512",
                   "algorithm " + std::to_string(id));
  return *hash;
}

sdk::Result<Signature> to_rsa(SignatureScheme scheme, const TPMS_SIGNATURE_RSA& raw) {
  POSTERN_TRY(hash, to_hash(raw.hash));
  return Signature{scheme, hash, to_vector(raw.sig), {}, {}};
}

sdk::Result<Signature> to_ecdsa(const TPMS_SIGNATURE_ECC& raw) {
  POSTERN_TRY(hash, to_hash(raw.hash));
  return Signature{SignatureScheme::kEcdsa, hash, {}, to_vector(raw.signatureR), to_vector(raw.signatureS)};
}

}  // namespace

std::string_view name_of(SignatureScheme scheme) {
  switch (scheme) {
    case SignatureScheme::kRsassa:
      return "RSASSA";
    case SignatureScheme::kRsapss:
      return "RSAPSS";
    case SignatureScheme::kEcdsa:
      return "ECDSA";
  }
  std::abort();
}

sdk::Result<Signature> parse_signature(sdk::ByteView bytes) {
  TPMT_SIGNATURE raw{};
  std::size_t offset = 0;
  const auto* wire = reinterpret_cast<const uint8_t*>(bytes.data());
  if (bytes.empty() || Tss2_MU_TPMT_SIGNATURE_Unmarshal(wire, bytes.size(), &offset, &raw) != TSS2_RC_SUCCESS)
    return refused("TPMT_SIGNATURE cannot be parsed", "TPMT_SIGNATURE",
                   std::to_string(bytes.size()) + " bytes, beginning with " + sdk::to_hex(bytes.first(std::min<std::size_t>(bytes.size(), 8))));
  if (offset != bytes.size())
    return refused("bytes follow TPMT_SIGNATURE", std::to_string(offset) + " bytes", std::to_string(bytes.size()) + " bytes");
  switch (raw.sigAlg) {
    case TPM2_ALG_RSASSA:
      return to_rsa(SignatureScheme::kRsassa, raw.signature.rsassa);
    case TPM2_ALG_RSAPSS:
      return to_rsa(SignatureScheme::kRsapss, raw.signature.rsapss);
    case TPM2_ALG_ECDSA:
      return to_ecdsa(raw.signature.ecdsa);
    default:
      return refused("the signature algorithm is not accepted", "RSASSA, RSAPSS or ECDSA", "algorithm " + std::to_string(raw.sigAlg));
  }
}

}  // namespace postern::tpm2

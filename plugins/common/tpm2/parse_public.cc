// SPDX-License-Identifier: Apache-2.0
#include "common/tpm2/parse_public.h"

#include <tss2/tss2_mu.h>

namespace postern::tpm2 {
namespace {

constexpr uint32_t kDefaultExponent = 65537;

sdk::Failure refused(std::string_view code, std::string text) {
  return sdk::Failure::denied(code)
      .about("tpm.ak.name")
      .spec("TPM 2.0 Library rev. 1.59 Part 2, 12.2.4")
      .peer("the attestation key is not acceptable")
      .text(std::move(text));
}
sdk::Failure unsuitable(std::string text) { return refused(POSTERN_REASON_AK_UNSUITABLE, std::move(text)); }

template <typename Sized>
sdk::ByteVector to_vector(const Sized& sized) {
  const auto* first = reinterpret_cast<const std::byte*>(sized.buffer);
  return {first, first + sized.size};
}

// set_scheme: TPM_ALG_NULL leaves the scheme to the caller of the signing command (Part 2, 11.2.1.5).
sdk::Result<void> set_scheme(uint16_t scheme, uint16_t hash, Public& out) {
  switch (scheme) {
    case TPM2_ALG_NULL:
      return {};
    case TPM2_ALG_RSASSA:
      out.scheme = SignatureScheme::kRsassa;
      break;
    case TPM2_ALG_RSAPSS:
      out.scheme = SignatureScheme::kRsapss;
      break;
    case TPM2_ALG_ECDSA:
      out.scheme = SignatureScheme::kEcdsa;
      break;
    default:
      return unsuitable("the key's scheme " + std::to_string(scheme) + " is not accepted");
  }
  out.scheme_hash = to_hash_algorithm(hash);
  if (!out.scheme_hash) return unsuitable("the key's scheme names an unknown hash, " + std::to_string(hash));
  return {};
}

sdk::Result<void> set_rsa(const TPMT_PUBLIC& raw, Public& out) {
  const TPMS_RSA_PARMS& parameters = raw.parameters.rsaDetail;
  if (parameters.keyBits != 8u * raw.unique.rsa.size)
    return refused(POSTERN_REASON_EVIDENCE_MALFORMED, "the key's size is not that of its modulus");
  out.key =
      RsaPublic{parameters.exponent == 0 ? kDefaultExponent : parameters.exponent, to_vector(raw.unique.rsa)};
  return set_scheme(parameters.scheme.scheme, parameters.scheme.details.anySig.hashAlg, out);
}

sdk::Result<void> set_ecc(const TPMT_PUBLIC& raw, Public& out) {
  const TPMS_ECC_PARMS& parameters = raw.parameters.eccDetail;
  if (parameters.curveID != TPM2_ECC_NIST_P256 && parameters.curveID != TPM2_ECC_NIST_P384)
    return unsuitable("curve " + std::to_string(parameters.curveID) + " is not accepted");
  out.key = EccPublic{parameters.curveID == TPM2_ECC_NIST_P256 ? EccCurve::kP256 : EccCurve::kP384,
                      to_vector(raw.unique.ecc.x), to_vector(raw.unique.ecc.y)};
  return set_scheme(parameters.scheme.scheme, parameters.scheme.details.anySig.hashAlg, out);
}

}  // namespace

sdk::Result<Public> parse_public(sdk::ByteView bytes) {
  TPMT_PUBLIC raw{};
  std::size_t offset = 0;
  const auto* wire = reinterpret_cast<const uint8_t*>(bytes.data());
  if (bytes.empty() || Tss2_MU_TPMT_PUBLIC_Unmarshal(wire, bytes.size(), &offset, &raw) != TSS2_RC_SUCCESS)
    return refused(POSTERN_REASON_EVIDENCE_MALFORMED,
                   "TPMT_PUBLIC of " + std::to_string(bytes.size()) + " bytes cannot be parsed");
  if (offset != bytes.size())
    return refused(POSTERN_REASON_EVIDENCE_MALFORMED,
                   std::to_string(bytes.size() - offset) + " bytes follow TPMT_PUBLIC");
  const auto name_algorithm = to_hash_algorithm(raw.nameAlg);
  if (!name_algorithm) return unsuitable("the key has no Name algorithm that is known here");

  Public out;
  out.wire = sdk::to_vector(bytes);
  out.name_algorithm = *name_algorithm;
  out.attributes = raw.objectAttributes;
  if (raw.type != TPM2_ALG_RSA && raw.type != TPM2_ALG_ECC)
    return unsuitable("key type " + std::to_string(raw.type) + " is neither RSA nor ECC");
  if (raw.type == TPM2_ALG_RSA) POSTERN_CHECK(set_rsa(raw, out));
  if (raw.type == TPM2_ALG_ECC) POSTERN_CHECK(set_ecc(raw, out));
  return out;
}

}  // namespace postern::tpm2

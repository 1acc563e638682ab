// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <variant>

#include "common/tpm2/signature.h"

namespace postern::tpm2 {

// Object attributes (TPM 2.0 Library rev. 1.59 Part 2, 8.3.2) that tell an attestation key from other keys.
inline constexpr uint32_t kFixedTpm = 1u << 1;
inline constexpr uint32_t kFixedParent = 1u << 4;
inline constexpr uint32_t kSensitiveDataOrigin = 1u << 5;
inline constexpr uint32_t kRestricted = 1u << 16;
inline constexpr uint32_t kDecrypt = 1u << 17;
inline constexpr uint32_t kSign = 1u << 18;

enum class EccCurve : uint16_t { kP256 = 0x0003, kP384 = 0x0004 };  // TPM_ECC_CURVE

struct RsaPublic {
  uint32_t exponent = 0;    // as a number; the wire form's 0 has become 65537
  sdk::ByteVector modulus;  // big-endian
};
struct EccPublic {
  EccCurve curve = EccCurve::kP256;
  sdk::ByteVector x, y;  // big-endian, at most the curve's size
};

// Public: a TPMT_PUBLIC of an RSA or ECC key (TPM 2.0 Library rev. 1.59 Part 2, 12.2.4).
struct Public {
  sdk::ByteVector wire;  // exactly as parsed; the TPM Name is a hash over it
  HashAlgorithm name_algorithm = HashAlgorithm::kSha256;
  uint32_t attributes = 0;  // TPMA_OBJECT
  std::optional<SignatureScheme>
      scheme;  // the only scheme the key signs with; nothing when it leaves that open
  std::optional<HashAlgorithm> scheme_hash;
  std::variant<RsaPublic, EccPublic> key;
};

}  // namespace postern::tpm2

// SPDX-License-Identifier: Apache-2.0
#include "common/tpm2/check_key_name.h"

#include <tss2/tss2_tpm2_types.h>

#include <algorithm>
#include <array>

#include "common/tpm2/digest.h"

namespace postern::tpm2 {
namespace {

using Hierarchy = std::array<std::byte, 4>;  // TPM_RH, big-endian

constexpr Hierarchy big_endian(uint32_t handle) {
  return {static_cast<std::byte>(handle >> 24), static_cast<std::byte>(handle >> 16 & 0xFF),
          static_cast<std::byte>(handle >> 8 & 0xFF), static_cast<std::byte>(handle & 0xFF)};
}

constexpr std::array kHierarchies{big_endian(TPM2_RH_ENDORSEMENT), big_endian(TPM2_RH_OWNER),
                                  big_endian(TPM2_RH_PLATFORM), big_endian(TPM2_RH_NULL)};
constexpr std::size_t kAlgorithmSize = 2;

// The Qualified Name of a primary key; its Name begins with the algorithm of both.
sdk::ByteVector qualified_name(const Hierarchy& hierarchy, const sdk::ByteVector& name) {
  const auto id = std::to_integer<uint64_t>(name[0]) << 8 | std::to_integer<uint64_t>(name[1]);
  sdk::ByteVector qualified(name.begin(), name.begin() + kAlgorithmSize);
  const sdk::ByteVector hash = digest(*to_hash_algorithm(id), {sdk::ByteView(hierarchy), sdk::ByteView(name)});
  qualified.insert(qualified.end(), hash.begin(), hash.end());
  return qualified;
}

}  // namespace

sdk::Result<void> check_key_name(const AttestationKey& key, const VerifiedQuote& quote) {
  const sdk::ByteVector& signer = quote.attest().qualified_signer;
  const auto is_signer = [&](const Hierarchy& hierarchy) { return qualified_name(hierarchy, key.name()) == signer; };
  if (std::any_of(kHierarchies.begin(), kHierarchies.end(), is_signer)) return {};
  return sdk::Failure::denied(POSTERN_REASON_AK_UNTRUSTED)
      .about("tpm.ak.name")
      .expected(sdk::to_hex(qualified_name(kHierarchies.front(), key.name())))
      .observed(sdk::to_hex(signer))
      .spec("TPM 2.0 Library rev. 1.59 Part 2, 10.12.12, qualifiedSigner")
      .peer("the attestation key is not trusted")
      .text("the quote's qualifiedSigner is not that of a primary key with the public area that was sent");
}

}  // namespace postern::tpm2

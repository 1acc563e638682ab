// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "postern/sdk/bytes.h"

namespace postern::tpm2 {

inline constexpr uint32_t kPcrCount = 24;  // PCRs of a PC Client TPM

// PcrSet: PCR numbers 0 to 23 as a bit mask; bit n is PCR n.
using PcrSet = uint32_t;
inline constexpr PcrSet kAllPcrs = (PcrSet{1} << kPcrCount) - 1;
inline constexpr bool contains(PcrSet set, uint32_t pcr) { return pcr < kPcrCount && (set >> pcr & 1) != 0; }
inline constexpr PcrSet pcr_bit(uint32_t pcr) { return PcrSet{1} << pcr; }

// to_text: the numbers in ascending order, separated by commas; "none" for the empty set.
std::string to_text(PcrSet set);

// PcrSelection: one entry of TPML_PCR_SELECTION. hash is a TPM_ALG_ID as it came.
struct PcrSelection {
  uint16_t hash = 0;
  PcrSet pcrs = 0;
};

// Attest: a TPMS_ATTEST of type TPM_ST_ATTEST_QUOTE (TPM 2.0 Library rev. 1.59 Part 2, 10.12.12), in host
// byte order. Parsed only: nothing in it is trusted before verify_quote.
struct Attest {
  sdk::ByteVector qualified_signer;  // Name of the signing key with its ancestors
  sdk::ByteVector extra_data;        // what the caller of TPM2_Quote put in; at most 66 bytes
  uint64_t clock = 0;                // milliseconds
  uint32_t reset_count = 0;
  uint32_t restart_count = 0;
  bool safe = false;
  uint64_t firmware_version = 0;
  std::vector<PcrSelection> selections;
  sdk::ByteVector pcr_digest;
};

}  // namespace postern::tpm2

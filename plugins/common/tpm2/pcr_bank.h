// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>

#include "common/tpm2/algorithm.h"
#include "common/tpm2/attest.h"

namespace postern::tpm2 {

// PcrBank: values of some PCRs of one bank. Made by parse_pcr_bank, so every number is 0 to 23, every value
// has digest_size(algorithm) bytes, and there is at least one. Nothing in it is trusted before verify_quote.
class PcrBank {
 public:
  HashAlgorithm algorithm() const { return algorithm_; }
  const std::map<uint32_t, sdk::ByteVector>& values() const { return values_; }
  // find: the PCR's value, or nullptr.
  const sdk::ByteVector* find(uint32_t pcr) const {
    const auto found = values_.find(pcr);
    return found == values_.end() ? nullptr : &found->second;
  }
  PcrSet numbers() const {
    PcrSet set = 0;
    for (const auto& [pcr, value] : values_) set |= pcr_bit(pcr);
    return set;
  }

 private:
  friend class PcrBankMaker;
  PcrBank() = default;

  HashAlgorithm algorithm_ = HashAlgorithm::kSha256;
  std::map<uint32_t, sdk::ByteVector> values_;
};

}  // namespace postern::tpm2

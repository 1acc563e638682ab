// SPDX-License-Identifier: Apache-2.0
#pragma once

// same_when_written: for what a parser of a TPM structure accepted: tpm2-tss writes the structure back as the
// very bytes that were read, so each structure has one accepted encoding.

#include <tss2/tss2_mu.h>

#include <algorithm>
#include <vector>

#include "common/tpm2/tss_log.h"
#include "fuzz/tpm2/require.h"

namespace postern::fuzz {

template <typename Structure, typename Unmarshal, typename Marshal>
void same_when_written(const uint8_t* data, std::size_t size, Unmarshal unmarshal, Marshal marshal) {
  Structure structure{};
  std::size_t offset = 0;
  require(unmarshal(data, size, &offset, &structure) == TSS2_RC_SUCCESS, "tpm2-tss reads what was accepted");
  std::vector<uint8_t> written(size + sizeof(Structure));
  offset = 0;
  require(marshal(&structure, written.data(), written.size(), &offset) == TSS2_RC_SUCCESS,
          "tpm2-tss writes it");
  require(offset == size && std::equal(data, data + size, written.begin()),
          "written again it is the same bytes");
}

// is_within: the bytes of a parsed field are bytes of the input.
inline void is_within(sdk::ByteView field, sdk::ByteView whole) {
  require(std::search(whole.begin(), whole.end(), field.begin(), field.end()) != whole.end() || field.empty(),
          "a parsed field is part of the input");
}

}  // namespace postern::fuzz

// SPDX-License-Identifier: Apache-2.0
#include "common/tpm2/replay.h"

#include "common/tpm2/digest.h"

namespace postern::tpm2 {

std::map<uint32_t, sdk::ByteVector> replay(const EventLog& log, HashAlgorithm bank) {
  std::map<uint32_t, sdk::ByteVector> pcrs;
  for (const Event& event : log.events) {
    const sdk::ByteView extension = find_digest(event, bank);
    if (event.type == kEvNoAction || extension.empty()) continue;
    auto [entry, is_first] = pcrs.try_emplace(event.pcr, digest_size(bank));
    if (is_first && event.pcr == 0) entry->second.back() = std::byte{log.startup_locality};
    entry->second = digest(bank, {entry->second, extension});
  }
  return pcrs;
}

}  // namespace postern::tpm2

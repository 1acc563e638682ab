// SPDX-License-Identifier: Apache-2.0
#include "common/tpm2/event_log.h"

#include <algorithm>

namespace postern::tpm2 {

bool EventLog::has(HashAlgorithm algorithm) const {
  return std::any_of(algorithms.begin(), algorithms.end(),
                     [&](const LogAlgorithm& entry) { return entry.id == static_cast<uint16_t>(algorithm); });
}

sdk::ByteView find_digest(const Event& event, HashAlgorithm algorithm) {
  for (const EventDigest& entry : event.digests)
    if (entry.algorithm == static_cast<uint16_t>(algorithm)) return entry.digest;
  return {};
}

}  // namespace postern::tpm2

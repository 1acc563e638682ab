// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "common/tpm2/algorithm.h"
#include "postern/sdk/bytes.h"

namespace postern::tpm2 {

// Event types (TCG PC Client Platform Firmware Profile 1.05, 10.4.1) that this code gives a meaning to.
inline constexpr uint32_t kEvNoAction = 0x00000003;
inline constexpr uint32_t kEvSeparator = 0x00000004;

struct EventDigest {
  uint16_t algorithm = 0;  // TPM_ALG_ID
  sdk::ByteView digest;    // into the log
};

// Event: one entry, in the order of the log. EV_NO_ACTION entries extend nothing.
struct Event {
  uint32_t pcr = 0;  // 0 to 23, except for EV_NO_ACTION
  uint32_t type = 0;
  std::vector<EventDigest> digests;
  sdk::ByteView data;  // into the log
};

struct LogAlgorithm {
  uint16_t id = 0;           // TPM_ALG_ID
  uint16_t digest_size = 0;  // bytes, as the log says; checked where the algorithm is known
};

// EventLog: a parsed log, nothing in it trusted. Owns the bytes that its events show; moved, never copied.
struct EventLog {
  EventLog() = default;
  EventLog(EventLog&&) = default;
  EventLog& operator=(EventLog&&) = default;
  EventLog(const EventLog&) = delete;

  // has: whether the events carry digests of the algorithm.
  bool has(HashAlgorithm algorithm) const;

  sdk::ByteVector wire;
  bool crypto_agile = false;             // "Spec ID Event03", else the SHA-1 form of TCG 1.2
  std::vector<LogAlgorithm> algorithms;  // one, SHA-1, for the old form
  uint8_t startup_locality = 0;          // 0, 3 or 4: last byte of PCR 0 before the first event
  std::vector<Event> events;             // the Spec ID event, if any, is the first
};

// find_digest: the event's digest of that algorithm; empty when it has none.
sdk::ByteView find_digest(const Event& event, HashAlgorithm algorithm);

}  // namespace postern::tpm2

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>

#include "common/tpm2/attest.h"
#include "common/tpm2/event_log.h"

namespace postern::measure {

// Reading: PCR values of one bank, from wherever they were read. Nothing in it was verified. Moved, never copied.
struct Reading {
  std::string source;  // for people, e.g. "the TPM device:/dev/tpmrm0"
  tpm2::HashAlgorithm bank = tpm2::HashAlgorithm::kSha256;
  std::map<uint32_t, sdk::ByteVector> pcrs;
  std::optional<tpm2::EventLog> log;
  bool is_whole = true;  // false: only what an event log extends; other PCRs are not known

  // explained: PCRs whose value is where the log leads.
  tpm2::PcrSet explained() const;
};

}  // namespace postern::measure

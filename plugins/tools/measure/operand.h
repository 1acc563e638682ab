// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/tpm2/measurement_set.h"
#include "postern/sdk/result.h"
#include "tools/measure/reading.h"

namespace postern::measure {

// Operand: one side of a comparison. A set says what may be, a reading what is. Moved, never copied.
struct Operand {
  std::string name;  // as it was given
  tpm2::HashAlgorithm bank = tpm2::HashAlgorithm::kSha256;
  std::map<uint32_t, tpm2::PcrExpectation> pcrs;  // of a reading: one value each
  bool is_set = false;
  bool is_whole = true;  // as in Reading
  std::optional<tpm2::EventLog> log;
};

// load_operand: what the name stands for, told by the content: "tpm" (this machine's) or a TCTI; a measurement file,
// with "#NAME" when it holds several sets; an attestation document; what `postern measure --json` printed; an event
// log. Errors: misconfigured, denied, unavailable, with the name in the text.
sdk::Result<Operand> load_operand(const std::string& name, tpm2::HashAlgorithm bank);

// to_operand: a reading as one side. Takes the log.
Operand to_operand(Reading reading, std::string name);

}  // namespace postern::measure

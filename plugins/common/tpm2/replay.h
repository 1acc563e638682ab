// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>

#include "common/tpm2/event_log.h"

namespace postern::tpm2 {

// replay: the values that the log's events give the PCRs of that bank: PCR := H(PCR ‖ digest) for each event
// but EV_NO_ACTION, from zeros; PCR 0 starts with the startup locality in its last byte (TPM 2.0 Library
// rev. 1.59 Part 1, 17.2; TCG PC Client Platform Firmware Profile 1.05, 10.4.5.3). Holds only PCRs that an
// event extends; empty when the log has no digests of that algorithm. Says nothing about trust.
std::map<uint32_t, sdk::ByteVector> replay(const EventLog& log, HashAlgorithm bank);

}  // namespace postern::tpm2

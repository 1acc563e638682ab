// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/tpm2/event_log.h"

namespace postern::azure_snp {

// write_maa_log: the log as the reference sends it to Microsoft Azure Attestation: crypto-agile with SHA-256 digests
// only, and only the events of PCRs 0 to 7 that have one (TCG PC Client Platform Firmware Profile 1.05, 10.2 and
// 10.4.5.1; numbers little-endian).
sdk::ByteVector write_maa_log(const tpm2::EventLog& log);

}  // namespace postern::azure_snp

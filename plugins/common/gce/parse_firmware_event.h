// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/gce/firmware.h"
#include "postern/sdk/bytes.h"
#include "postern/sdk/result.h"

namespace postern::gce {

// The two things that GCE's firmware measures about itself into PCR 0 (go-tpm-tools describes both):
//   version     "GCE Virtual Firmware v1", in UTF-16 little-endian with an end of two zero bytes
//   technology  32 bytes: "GCE NonHostInfo" and a zero byte, one byte of Technology, 15 reserved bytes

// is_firmware_version, is_technology: whether the data starts as such an event does, and so must be one.
bool is_firmware_version(sdk::ByteView data);
bool is_technology(sdk::ByteView data);

// parse_firmware_version: the number behind the 'v': 0 to 2^31-1 in decimal, without leading zeros.
// Errors: denied, PLATFORM_MISMATCH.
sdk::Result<uint32_t> parse_firmware_version(sdk::ByteView data);

// parse_technology: reserved bytes are not looked at. Errors: denied, PLATFORM_MISMATCH, also for a technology that
// this code does not know.
sdk::Result<Technology> parse_technology(sdk::ByteView data);

}  // namespace postern::gce

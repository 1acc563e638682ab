// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "common/tpm2/device.h"
#include "postern/sdk/bytes.h"

namespace postern::tpm2 {

// read_nv: the whole content of an NV index (0x01000000 to 0x01FFFFFF), at most `most` bytes of it; nothing when
// the TPM has no such index or nothing was ever written to it. Authorized by the owner where the index allows
// that, else by the index itself; either password must be empty (TPM 2.0 Library rev. 1.59 Part 3, 31.13).
// Errors: unavailable (also for an index that is longer or may not be read).
sdk::Result<std::optional<sdk::ByteVector>> read_nv(Device& device, uint32_t index, std::size_t most);

// write_nv: writes content to the start of the index and answers true; false when the TPM has no such index.
// Authorized as read_nv is (Part 3, 31.7). Errors: unavailable (also when content is longer than the index).
sdk::Result<bool> write_nv(Device& device, uint32_t index, sdk::ByteView content);

// define_nv: makes an ordinary index of that size which owner and index, with empty passwords, may read and write
// (Part 3, 31.3). Errors: unavailable (also when it is there already).
sdk::Result<void> define_nv(Device& device, uint32_t index, uint16_t size);

// nv_name: "NV index 0x01400001", for messages.
std::string nv_name(uint32_t index);

}  // namespace postern::tpm2

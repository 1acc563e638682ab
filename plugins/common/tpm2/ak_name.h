// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/tpm2/public.h"

namespace postern::tpm2 {

// ak_name: the TPM Name of the key: nameAlg (2 bytes, big-endian), then that hash over TPMT_PUBLIC as sent
// (TPM 2.0 Library rev. 1.59 Part 1, 16). 22 to 66 bytes; 34 for SHA-256.
sdk::ByteVector ak_name(const Public& key);

}  // namespace postern::tpm2

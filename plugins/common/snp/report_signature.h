// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openssl/evp.h>

#include <string>

#include "common/snp/report.h"

namespace postern::snp {

// check_report_signature: what is wrong with the report's signature under a key on P-384; empty when it
// verifies. R and S are numbers of 72 little-endian bytes; all of them count, and each must be within 1 … n-1
// (FIPS 186-4, 6.4).
std::string check_report_signature(const Report& report, EVP_PKEY* key);

}  // namespace postern::snp

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/sev_guest/certificate_table.h"
#include "postern/sdk/result.h"

namespace postern::sev_guest {

inline constexpr std::size_t kMaxTable = 64 * 1024;  // bytes
inline constexpr std::size_t kMaxTableEntries = 32;

// parse_certificate_table: entries of 24 bytes (GUID, first three groups little-endian; u32 offset from the table's
// start and u32 length, both little-endian), ended by one of zeros, then the certificates themselves (AMD 56421
// "SEV-ES Guest-Hypervisor Communication Block Standardization" rev. 2.03, 4.1.8.1). No bytes at all are a table
// without entries. Entries of other GUIDs are passed over. Refused: no end, an entry that reaches out of the table or
// into the entries, two of one GUID. Errors: denied, EVIDENCE_MALFORMED.
sdk::Result<CertificateTable> parse_certificate_table(sdk::ByteView table);

}  // namespace postern::sev_guest

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/snp/vek_certificate.h"
#include "common/x509/certificate.h"

namespace postern::snp {

// parse_vek_certificate: role from the subject's CN (SEV-VCEK, SEV-VLEK), the rest from the extensions
// 1.3.6.1.4.1.3704.1.*: 1 structVersion (0; Turin 1), 2 productName (IA5String), 3.1 to 3.8 and on Turin 3.9
// the patch levels (INTEGER, 0 to 255, in DER), 4 the HWID (raw bytes, not wrapped), 5 the CSP id
// (IA5String). Refused: one that is missing or that the role and product do not have, an encoding that is not
// DER, a value out of its range, an HWID of another size, a key that is not on P-384. Says nothing about who
// signed. Errors: denied; CHAIN_INVALID (not a VEK's), CERTIFICATE_INVALID (a VEK's, but malformed).
sdk::Result<VekCertificate> parse_vek_certificate(const x509::Certificate& certificate);

}  // namespace postern::snp

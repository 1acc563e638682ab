// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/x509/verify_crl.h"

namespace postern::x509 {

// check_revocation: no certificate of the chain that the list's issuer signed, itself included, is on the
// list. An entry counts whatever its reason and date are. Certificates of other issuers are not judged: a
// list tells of its issuer's certificates only. AMD's lists are issued by the ARK, so they tell of ASK and
// ASVK; there is none for VCEKs and VLEKs, which all have serial number 0 and are withdrawn by TCB floors
// instead (AMD 57230). Errors: denied; CERTIFICATE_REVOKED, CRL_INVALID (the list's issuer signed nothing in
// this chain).
sdk::Result<void> check_revocation(const VerifiedChain& chain, const VerifiedCrl& list);

}  // namespace postern::x509

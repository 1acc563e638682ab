// SPDX-License-Identifier: Apache-2.0
#pragma once

// Which roots a case trusts: AMD's own, as the product has them built in, when the case's root is one of those; else
// its root alone, as if an operator had configured it.

#include "common/snp/verify_evidence.h"
#include "vectors/case_context.h"

namespace postern::vectors {

// trust_of: of a case whose trusted root is this certificate, PEM or DER.
snp::HardwareTrust trust_of(const CaseContext& context, const std::string& root);

// is_amd_root: whether the certificate's key is one that the product trusts by itself.
bool is_amd_root(const x509::Certificate& certificate);

}  // namespace postern::vectors

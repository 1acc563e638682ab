// SPDX-License-Identifier: Apache-2.0
#pragma once

// Google's certificates in cases of kind gce.

#include "common/gce/verify_ak_certificate.h"
#include "vectors/case_context.h"

namespace postern::vectors {

// ca_certificates: what cases of this manifest bring as .crt and .cer files: Google's CA, which documents do not always
// bring. Nothing is trusted for being there. In DER. Cases that are broken bring nothing.
std::vector<sdk::ByteVector> ca_certificates(const Manifest& manifest);

// gce_facts: of one certificate, with its instance information extension.
Json gce_facts(const x509::Certificate& certificate);

// judge_gce_certificates: a case that holds certificates only: every one of them leads to a root that is built in.
Outcome judge_gce_certificates(const CaseContext& context);

}  // namespace postern::vectors

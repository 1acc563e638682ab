// SPDX-License-Identifier: Apache-2.0
#pragma once

// What the SNP parsers found, in the words of the manifest's facts.

#include "common/snp/parse_report.h"
#include "common/snp/vek_certificate.h"
#include "common/x509/certificate.h"
#include "vectors/manifest.h"

namespace postern::vectors {

// facts_of: a report, its TCBs unpacked as product does it.
Json facts_of(const snp::Report& report, snp::ProductLine product);

// facts_of: a VEK certificate and what it says.
Json facts_of(const x509::Certificate& certificate, const snp::VekCertificate& vek);

// found_facts: everything that can be told of these bytes before anything is verified: the report's fields, those of the
// VEK under "vek" (when it is not empty), and the product. What cannot be parsed is left out.
Json found_facts(sdk::ByteView report, sdk::ByteView vek);

// same_product: whether the manifest's product, a line's name and perhaps a remark behind it, or null, is this one.
bool same_product(const Json& fact, snp::ProductLine product);

}  // namespace postern::vectors

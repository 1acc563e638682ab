// SPDX-License-Identifier: Apache-2.0
#pragma once

// Addresses at AMD's Key Distribution Service (AMD 57230 rev. 1.00, 4: KDS interface). base: "https://kdsintf.amd.com".

#include <string>
#include <string_view>

#include "common/snp/report.h"
#include "common/snp/vek_certificate.h"

namespace postern::snp {

// vcek_url: the VCEK of the chip that the report names, for the report's reported TCB, both in the product's layout:
//   <base>/vcek/v1/<product>/<hwid, lower-case hex>?blSPL=3&teeSPL=0&snpSPL=8&ucodeSPL=115   (Turin also: &fmcSPL=1)
// The answer is one certificate in DER.
std::string vcek_url(std::string_view base, ProductLine product, const Report& report);

// chain_url: ASK (ASVK for VLEKs), then ARK, in PEM: <base>/vcek/v1/<product>/cert_chain
std::string chain_url(std::string_view base, ProductLine product, VekRole role);

// crl_url: the revocation list of the ARK, in DER: <base>/vcek/v1/<product>/crl
std::string crl_url(std::string_view base, ProductLine product, VekRole role);

}  // namespace postern::snp

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "common/snp/tcb.h"
#include "postern/sdk/bytes.h"

namespace postern::snp {

// VekRole: whose key it is: the chip's (VCEK) or one that AMD gave a cloud provider for its machines (VLEK).
enum class VekRole { kVcek, kVlek };

// name_of: "VCEK", "VLEK".
std::string_view name_of(VekRole role);

// VekCertificate: what the certificate of a versioned endorsement key says (AMD 57230, certificate
// extensions).
struct VekCertificate {
  VekRole role = VekRole::kVcek;
  ProductLine product = ProductLine::kMilan;
  std::string product_name;  // as written: "Milan-B0"
  TcbVersion tcb;            // that the key is made for
  sdk::ByteVector hwid;      // VCEK: hwid_size(product) bytes; VLEK: empty
  std::string csp_id;        // VLEK: the provider; VCEK: empty
};

}  // namespace postern::snp

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "common/snp/product.h"
#include "common/x509/spki_pin.h"

namespace postern::snp {

// RootPin: a root key (ARK) and the product line that it vouches for.
struct RootPin {
  ProductLine product = ProductLine::kMilan;
  x509::Pin pin;
};

// amd_roots: the keys of ARK-Milan, ARK-Genoa and ARK-Turin. Further roots come from the configuration, by
// pin.
std::vector<RootPin> amd_roots();

}  // namespace postern::snp

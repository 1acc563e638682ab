// SPDX-License-Identifier: Apache-2.0
#include "common/snp/amd_roots.h"

#include <cstdlib>

namespace postern::snp {
namespace {

// SHA-256 over the SubjectPublicKeyInfo of the ARK that AMD's key distribution service (KDS) gives at
// https://kdsintf.amd.com/vcek/v1/<Product>/cert_chain; the same certificates are published in
// google/go-sev-guest and virtee/sev.
constexpr std::string_view kArkMilan = "9f056bee44377e29308cb5ffa895bdfb62d18881fa6bed8d6f075b0204089cb9";
constexpr std::string_view kArkGenoa = "429a69c9422aa258ee4d8db5fcda9c6470ef15f8cd5a9cebd6cbc7d90b863831";
constexpr std::string_view kArkTurin = "4f125410563a2ab9a50356f9243f6fe0b6f73de98603f53f90339c70e9d7ad08";

RootPin root(ProductLine product, std::string_view hex) {
  const auto pin = x509::parse_pin(hex);
  if (!pin) std::abort();  // a constant above is mistyped
  return {product, *pin};
}

}  // namespace

std::vector<RootPin> amd_roots() {
  return {root(ProductLine::kMilan, kArkMilan), root(ProductLine::kGenoa, kArkGenoa),
          root(ProductLine::kTurin, kArkTurin)};
}

}  // namespace postern::snp

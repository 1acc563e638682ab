// SPDX-License-Identifier: Apache-2.0
#include "vectors/snp_trust.h"

#include <algorithm>

#include "common/x509/parse_certificate.h"

namespace postern::vectors {

bool is_amd_root(const x509::Certificate& certificate) {
  const auto pins = snp::amd_roots();
  const x509::Pin pin = x509::spki_pin(certificate);
  return std::any_of(pins.begin(), pins.end(), [&](const snp::RootPin& root) { return root.pin == pin; });
}

snp::HardwareTrust trust_of(const CaseContext& context, const std::string& root) {
  snp::HardwareTrust trust;
  trust.now = context.now;
  const auto certificate = x509::parse_one_certificate(sdk::as_bytes(root), "ark");
  if (!certificate.ok() || is_amd_root(certificate.value())) return trust;
  const std::string name = certificate.value().common_name().value_or("");
  const auto product = snp::parse_product_line(name.substr(name.find('-') + 1));
  if (!product) throw BrokenCase("the case's root is neither AMD's nor named after a product: " + certificate.value().label());
  trust.roots = {{*product, x509::spki_pin(certificate.value())}};
  return trust;
}

}  // namespace postern::vectors

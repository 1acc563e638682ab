// SPDX-License-Identifier: Apache-2.0
#include "unit/snp_policy/machine.h"

#include <algorithm>
#include <stdexcept>

namespace postern::snp {

Machine::Machine(test::AmdProduct of, uint32_t version, test::VekKind signed_by, const test::TcbParts& tcb)
    : product(of), kind(signed_by), key_tcb(tcb), parts(test::good_report(of, version, signed_by, tcb)) {}

void Machine::set(const test::TcbParts& tcb) {
  key_tcb = tcb;
  const uint64_t bits = test::pack_tcb(product, tcb);
  parts.current_tcb = parts.reported_tcb = parts.committed_tcb = parts.launch_tcb = bits;
}

sdk::Result<VerifiedReport> Machine::judge() const {
  const test::AmdPki pki(product);
  const auto ark = test::write_certificate(pki.ark()), issuer = test::write_certificate(pki.intermediate(kind)),
             vek = test::write_certificate(pki.vek({.kind = kind, .spl = key_tcb}));
  const auto report = test::write_report(parts, pki.vek_key(kind));
  RootPin root{*parse_product_line(test::to_text(product)), {}};
  const auto pin = pki.root_pin();
  std::copy(pin.begin(), pin.end(), root.pin.bytes.begin());
  HardwareTrust trust;
  trust.roots = {root};
  trust.now = x509::Time(std::chrono::seconds(test::kPkiNow));
  return verify_evidence({report, vek.der, {issuer.der, ark.der}, std::nullopt}, trust);
}

VerifiedReport Machine::verified() const {
  auto report = judge();
  if (!report.ok()) throw std::logic_error("not genuine: " + report.failure().code());
  return report.take();
}

}  // namespace postern::snp

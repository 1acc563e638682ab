// SPDX-License-Identifier: Apache-2.0
#pragma once

// Hardware: an AMD-like machine whose certificates and report can be made wrong before they are judged.

#include "common/snp/verify_evidence.h"
#include "support/amd_report.h"
#include "unit/x509/amd_chain.h"

namespace postern::test {

inline snp::ProductLine line_of(AmdProduct product) {
  switch (product) {
    case AmdProduct::kMilan:
      return snp::ProductLine::kMilan;
    case AmdProduct::kGenoa:
      return snp::ProductLine::kGenoa;
    case AmdProduct::kTurin:
      break;
  }
  return snp::ProductLine::kTurin;
}

inline std::vector<snp::RootPin> roots_of(const AmdPki& pki) {
  return {{line_of(pki.product()), root_pins(pki).front()}};
}

struct Hardware {
  explicit Hardware(AmdProduct product = AmdProduct::kMilan, VekKind a_kind = VekKind::kVcek,
                    uint32_t version = 3)
      : pki(product), kind(a_kind), vek({.kind = a_kind}), report(good_report(product, version, a_kind)) {
    trust.roots = roots_of(pki);
    trust.now = good_time();
  }

  // judge: the whole of it, as a validator would.
  sdk::Result<snp::VerifiedReport> judge() const {
    const Certificate leaf = write_certificate(pki.vek(vek));
    const Certificate issuer = write_certificate(pki.intermediate(kind)), root = write_certificate(pki.ark());
    const sdk::ByteVector bytes = write_report(report, pki.vek_key(kind));
    const std::string chain = issuer.pem + root.pem;
    const sdk::ByteVector list = crl ? write_crl(*crl) : sdk::ByteVector();
    snp::HardwareEvidence evidence{bytes, sdk::as_bytes(leaf.pem), {sdk::as_bytes(chain)}, {}};
    if (crl) evidence.crl = list;
    return snp::verify_evidence(evidence, trust);
  }

  AmdPki pki;
  VekKind kind;
  VekParts vek;
  ReportParts report;
  snp::HardwareTrust trust;
  std::optional<RevocationParts> crl;
};

}  // namespace postern::test

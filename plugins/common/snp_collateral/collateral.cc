// SPDX-License-Identifier: Apache-2.0
#include "common/snp_collateral/collateral.h"

#include <algorithm>

#include "common/snp/parse_vek_certificate.h"
#include "common/snp_collateral/kds_url.h"
#include "common/x509/parse_certificate.h"
#include "common/x509/parse_crl.h"
#include "postern/sdk/collateral.h"

namespace postern::snp {
namespace {

using sdk::Failure;
using sdk::Result;
using x509::Certificate;

constexpr std::size_t kLongestAnswer = 64 * 1024, kLongestCrl = x509::kMaxCrl;  // bytes

Failure unavailable(std::string text) {
  return Failure(POSTERN_UNAVAILABLE, POSTERN_REASON_COLLATERAL_UNAVAILABLE)
      .about("snp.vek")
      .peer("certificates for the report are missing")
      .text(std::move(text));
}

// Gatherer: one report's collateral in the making.
class Gatherer {
 public:
  Gatherer(const sdk::Call& call, const Report& report, const TrustConfig& config)
      : call_(call), report_(report), config_(config) {}

  Result<Collateral> gather(const CarriedCertificates& carried) {
    POSTERN_TRY(vek, carried.vek.empty() ? fetch_vek() : x509::parse_one_certificate(carried.vek, "snp.vek"));
    if (!carried.chain.empty()) {
      POSTERN_TRY(chain, x509::parse_certificates(carried.chain, "snp.chain"));
      issuers_ = std::move(chain);
    }
    for (const sdk::ByteVector& root : config_.root_certificates) {
      POSTERN_TRY(certificate, x509::parse_certificate(root, "trusted_roots"));
      issuers_.push_back(std::move(certificate));
    }
    if (!reaches_root(vek)) POSTERN_CHECK(fetch_chain(vek));
    Collateral out;
    out.vek = vek.der();
    for (const Certificate& issuer : issuers_) out.certificates.push_back(issuer.der());
    if (config_.crl_max_age) {
      POSTERN_TRY(list, fetch_crl(vek));
      out.crl = std::move(list);
    }
    return out;
  }

 private:
  VekRole role() const { return report_.signing_key == SigningKey::kVlek ? VekRole::kVlek : VekRole::kVcek; }

  // product: only chooses addresses; verify_evidence finds out whether it is true.
  Result<ProductLine> product(const Certificate* vek) const {
    if (vek != nullptr)
      if (auto facts = parse_vek_certificate(*vek); facts.ok()) return facts.value().product;
    if (report_.cpuid)
      if (const auto found = product_of_cpuid(report_.cpuid->family, report_.cpuid->model)) return *found;
    if (config_.product) return *config_.product;
    return unavailable("the report does not tell its processor, so that nothing can be fetched: set product");
  }

  // fetch: what parse, which judges by the page alone, makes of the page.
  template <typename Parse>
  auto fetch(const std::string& url, std::size_t longest, Parse parse) const -> decltype(parse(sdk::ByteView())) {
    return sdk::fetch_parsed(call_, {.url = url, .max_bytes = longest},
                             [&](sdk::ByteView page) -> decltype(parse(page)) {
                               auto parsed = parse(page);
                               if (!parsed.ok()) return invalid(url, parsed.failure());
                               return parsed;
                             });
  }

  Result<Certificate> fetch_vek() const {
    if (role() == VekRole::kVlek)
      return Failure::denied(POSTERN_REASON_COLLATERAL_UNAVAILABLE)
          .about("snp.vek")
          .spec("AMD 57230, VLEK")
          .peer("the certificate of the report's key is missing")
          .text("the machine did not send its VLEK certificate, and only its provider can fetch it");
    if (config_.kds.empty()) return unavailable("the machine did not send its VCEK certificate, and kds = \"none\"");
    POSTERN_TRY(line, product(nullptr));
    POSTERN_CHECK(check_chip());
    const std::string url = vcek_url(config_.kds, line, report_);
    return fetch(url, kLongestAnswer, [](sdk::ByteView page) { return x509::parse_one_certificate(page, "snp.vek"); });
  }

  Result<void> check_chip() const {
    const auto is_zero = [](std::byte byte) { return byte == std::byte{0}; };
    if (!report_.mask_chip_key && !std::all_of(report_.chip_id.begin(), report_.chip_id.end(), is_zero)) return {};
    return Failure::denied(POSTERN_REASON_CHIP_MISMATCH)
        .about("snp.chip_id")
        .spec("AMD 56860, MASK_CHIP_ID")
        .peer("the report does not name its chip")
        .text("the chip's identity is masked, so that its VCEK certificate cannot be asked for");
  }

  // reaches_root: by names alone, the VEK's issuers lead to a root; signatures are verify_evidence's matter.
  bool reaches_root(const Certificate& vek) const {
    const Certificate* current = &vek;
    for (std::size_t step = 0; step < x509::kMaxIssuers; ++step) {
      const auto next = std::find_if(issuers_.begin(), issuers_.end(), [&](const Certificate& candidate) {
        return X509_NAME_cmp(X509_get_subject_name(candidate.get()), X509_get_issuer_name(current->get())) == 0;
      });
      if (next == issuers_.end()) return false;
      if (next->is_self_issued()) return true;
      current = &*next;
    }
    return false;
  }

  Result<void> fetch_chain(const Certificate& vek) {
    if (config_.kds.empty()) return unavailable("the machine did not send the VEK's issuers, and kds = \"none\"");
    POSTERN_TRY(line, product(&vek));
    const std::string url = chain_url(config_.kds, line, role());
    POSTERN_TRY(issuers, fetch(url, kLongestAnswer,
                               [](sdk::ByteView page) { return x509::parse_certificates(page, "snp.chain"); }));
    for (Certificate& issuer : issuers) issuers_.push_back(std::move(issuer));
    return {};
  }

  Result<sdk::ByteVector> fetch_crl(const Certificate& vek) const {
    POSTERN_TRY(line, product(&vek));
    const std::string url = crl_url(config_.kds, line, role());
    return fetch(url, kLongestCrl, [](sdk::ByteView page) -> Result<sdk::ByteVector> {
      if (const auto parsed = x509::parse_crl(page); !parsed.ok()) return parsed.failure();
      return sdk::to_vector(page);
    });
  }

  // invalid: what came is not what was asked for; the machine is not to blame.
  static Failure invalid(const std::string& url, const Failure& why) {
    return Failure(POSTERN_UNAVAILABLE, POSTERN_REASON_COLLATERAL_INVALID)
        .about(url)
        .peer("certificates for the report cannot be used")
        .text("the answer of " + url + " cannot be used: " + why.operator_text());
  }

  const sdk::Call& call_;
  const Report& report_;
  const TrustConfig& config_;
  std::vector<Certificate> issuers_;
};

}  // namespace

HardwareEvidence Collateral::evidence(sdk::ByteView report) const {
  HardwareEvidence out;
  out.report = report;
  out.vek = vek;
  for (const sdk::ByteVector& each : certificates) out.certificates.emplace_back(each);
  if (crl) out.crl = sdk::ByteView(*crl);
  return out;
}

Result<Collateral> gather_collateral(const sdk::Call& call, const Report& report,
                                     const CarriedCertificates& carried, const TrustConfig& config) {
  return Gatherer(call, report, config).gather(carried);
}

}  // namespace postern::snp

// SPDX-License-Identifier: Apache-2.0
#include "common/snp_signer/complete_signer.h"

#include "common/encoding/base64.h"
#include "common/x509/parse_certificate.h"

namespace postern::snp {

using sdk::Result;

constexpr std::size_t kLine = 64;

std::string to_pem(sdk::ByteView der) {
  const std::string text = encoding::encode_base64(der);
  std::string pem = "-----BEGIN CERTIFICATE-----\n";
  for (std::size_t at = 0; at < text.size(); at += kLine) pem += text.substr(at, kLine) + "\n";
  return pem + "-----END CERTIFICATE-----\n";
}

Result<SignerCertificates> complete_signer(const sdk::Call& call, const Report& report,
                                           const CarriedCertificates& carried, const KdsSettings& settings) {
  TrustConfig config;
  config.kds = settings.kds;
  config.product = settings.product;
  auto collateral = gather_collateral(call, report, carried, config);
  if (!collateral.ok())
    return sdk::Failure(POSTERN_UNAVAILABLE, collateral.failure().code())
        .about(collateral.failure().subject())
        .text(collateral.failure().operator_text());
  SignerCertificates out;
  out.vek = to_pem(collateral.value().vek);
  for (const sdk::ByteVector& der : collateral.value().certificates) {
    POSTERN_TRY(issuer, x509::parse_certificate(der, "snp.chain"));
    (issuer.is_self_issued() ? out.roots : out.issuers) += to_pem(der);
  }
  return out;
}

}  // namespace postern::snp

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "common/attdoc/snp_instance_info.h"
#include "common/snp_signer/complete_signer.h"
#include "postern/sdk/component.h"
#include "validators/gcp/issuer_config.h"

namespace postern::gcp {

// SevSnpIssuer: makes evidence of type gcp-sev-snp on a Compute Engine machine: what SevEsIssuer makes, and a report of
// the SEV-SNP guest for this nonce and TLS key with the certificates of its key. The TPM is opened for each call and
// released at its end.
class SevSnpIssuer final : public sdk::Issuer {
 public:
  using Config = SevSnpIssuerConfig;

  static sdk::Description describe();
  static sdk::Result<Config> read_config(std::string_view json) { return parse_sev_snp_issuer_config(json); }
  static sdk::Result<std::unique_ptr<SevSnpIssuer>> create(sdk::Call& call, Config config);

  explicit SevSnpIssuer(Config config) : config_(std::move(config)) {}
  sdk::Result<void> self_test(sdk::Call& call) override;
  sdk::Result<void> issue(sdk::Call& call, const sdk::Challenge& challenge) override;

 private:
  sdk::Result<attdoc::SnpInstanceInfo> take_report(const sdk::Call& call, const sdk::Challenge& challenge) const;
  sdk::Result<snp::SignerCertificates> find_signer(const sdk::Call& call, const snp::Report& report,
                                                   sdk::ByteView certificate_table) const;

  const Config config_;
};

}  // namespace postern::gcp

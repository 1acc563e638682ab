// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "postern/sdk/component.h"
#include "validators/gcp/issuer_config.h"

namespace postern::gcp {

// SevEsIssuer: makes evidence of type gcp-sev-es on a Compute Engine machine, in the document of the reference: quotes by
// the attestation key that Google's firmware defines, the machine's names, and the event log, which tells firmware and
// confidential technology. The TPM is opened for each call and released at its end.
class SevEsIssuer final : public sdk::Issuer {
 public:
  using Config = SevEsIssuerConfig;

  static sdk::Description describe();
  static sdk::Result<Config> read_config(std::string_view json) { return parse_sev_es_issuer_config(json); }
  static sdk::Result<std::unique_ptr<SevEsIssuer>> create(sdk::Call& call, Config config);

  explicit SevEsIssuer(Config config) : config_(std::move(config)) {}
  sdk::Result<void> self_test(sdk::Call& call) override;
  sdk::Result<void> issue(sdk::Call& call, const sdk::Challenge& challenge) override;

 private:
  const Config config_;
};

}  // namespace postern::gcp

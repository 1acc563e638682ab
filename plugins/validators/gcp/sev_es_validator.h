// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "postern/sdk/component.h"
#include "validators/gcp/ak_trust.h"
#include "validators/gcp/sev_es_config.h"

namespace postern::gcp {

// SevEsValidator: judges evidence of type gcp-sev-es: quotes of the virtual TPM of a machine of Google Compute Engine
// over this connection's nonce and TLS key, the firmware's word about the confidential technology, and PCRs that a
// measurement set accepts. The TPM is Google's software: what it says is believed because Google says that it is its
// own. Proves the bindings NONCE, CHANNEL_KEY and TPM_AK. Keeps a token for the Compute API between calls.
class SevEsValidator final : public sdk::Validator {
 public:
  using Config = SevEsConfig;

  static sdk::Description describe();
  static sdk::Result<Config> read_config(std::string_view json) { return parse_sev_es_config(json); }
  static sdk::Result<std::unique_ptr<SevEsValidator>> create(sdk::Call& call, Config config);

  explicit SevEsValidator(Config config) : config_(std::move(config)), trust_(config_.ak_trust) {}
  sdk::Judgement validate(sdk::Call& call, const sdk::Evidence& evidence) override;

 private:
  const Config config_;
  AkTrust trust_;
};

}  // namespace postern::gcp

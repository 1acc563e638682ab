// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "common/attdoc/snp_instance_info.h"
#include "postern/sdk/component.h"
#include "validators/gcp/judged_document.h"
#include "validators/gcp/sev_snp_config.h"

namespace postern::gcp {

// SevSnpValidator: judges evidence of type gcp-sev-snp: what SevEsValidator asks of the virtual TPM, and an SEV-SNP
// report that the guest got for this connection, from a chip that AMD vouches for. What ties the two together is that
// both are made for the same TLS key and nonce. Proves the bindings NONCE, CHANNEL_KEY and TPM_AK. Keeps a token for
// the Compute API between calls.
class SevSnpValidator final : public sdk::Validator {
 public:
  using Config = SevSnpConfig;

  static sdk::Description describe();
  static sdk::Result<Config> read_config(std::string_view json) { return parse_sev_snp_config(json); }
  static sdk::Result<std::unique_ptr<SevSnpValidator>> create(sdk::Call& call, Config config);

  explicit SevSnpValidator(Config config) : config_(std::move(config)), trust_(config_.ak_trust) {}
  sdk::Judgement validate(sdk::Call& call, const sdk::Evidence& evidence) override;

 private:
  sdk::Result<void> judge_report(const sdk::Call& call, const attdoc::SnpInstanceInfo& info,
                                 const JudgedDocument& document, sdk::ByteView nonce) const;

  const Config config_;
  AkTrust trust_;
};

}  // namespace postern::gcp

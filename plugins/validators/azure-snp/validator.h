// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "common/attdoc/snp_instance_info.h"
#include "common/attdoc/verify_document.h"
#include "common/azure/verify_runtime_data.h"
#include "postern/sdk/component.h"
#include "validators/azure-snp/validator_config.h"

namespace postern::azure_snp {

// AzureSnpValidator: judges evidence of type azure-sev-snp: a confidential VM of Azure on AMD SEV-SNP. The chain of
// trust: a pinned AMD root vouches for the chip's key, that key for the report, REPORT_DATA for the runtime data, the
// runtime data for the vTPM's attestation key, that key for the quotes, and the quotes for the PCRs, this
// connection's nonce and its TLS key. Proves the bindings NONCE, CHANNEL_KEY and TPM_AK. Holds no state between calls.
class AzureSnpValidator final : public sdk::Validator {
 public:
  using Config = ValidatorConfig;

  static sdk::Description describe();
  static sdk::Result<Config> read_config(std::string_view json) { return parse_validator_config(json); }
  static sdk::Result<std::unique_ptr<AzureSnpValidator>> create(sdk::Call& call, Config config);

  explicit AzureSnpValidator(Config config) : config_(std::move(config)) {}
  sdk::Judgement validate(sdk::Call& call, const sdk::Evidence& evidence) override;

 private:
  sdk::Result<snp::VerifiedReport> verify_hardware(const sdk::Call& call, const attdoc::SnpInstanceInfo& info) const;
  sdk::Result<void> check_policy(const sdk::Call& call, const snp::VerifiedReport& report,
                                 const attdoc::SnpInstanceInfo& info, sdk::ByteView user_hash) const;
  sdk::Result<void> check_token(const sdk::Call& call, const snp::VerifiedReport& report, const std::string& token,
                                sdk::ByteView user_hash) const;
  sdk::Result<void> check_pcrs(const sdk::Call& call, const attdoc::VerifiedDocument& document) const;

  const Config config_;
};

}  // namespace postern::azure_snp

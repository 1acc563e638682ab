// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "common/attdoc/snp_instance_info.h"
#include "common/tpm2/device_key.h"
#include "postern/sdk/component.h"
#include "validators/azure-snp/issuer_config.h"

namespace postern::azure_snp {

// AzureSnpIssuer: makes evidence of type azure-sev-snp on an Azure confidential VM, in the document of the reference:
// quotes by the key that Azure keeps in the virtual TPM, the machine's SEV-SNP report with the runtime data that name
// this key, the certificates of the report's key, and a token of Microsoft Azure Attestation if one is configured. The
// TPM is opened for each call and released at its end.
class AzureSnpIssuer final : public sdk::Issuer {
 public:
  using Config = IssuerConfig;

  static sdk::Description describe();
  static sdk::Result<Config> read_config(std::string_view json) { return parse_issuer_config(json); }
  static sdk::Result<std::unique_ptr<AzureSnpIssuer>> create(sdk::Call& call, Config config);

  explicit AzureSnpIssuer(Config config) : config_(std::move(config)) {}
  sdk::Result<void> self_test(sdk::Call& call) override;
  sdk::Result<void> issue(sdk::Call& call, const sdk::Challenge& challenge) override;

 private:
  // Occasion: what one document is made for.
  struct Occasion {
    sdk::ByteVector user_hash;
    const std::optional<sdk::ByteVector>& event_log;
  };
  sdk::Result<attdoc::SnpInstanceInfo> make_info(const sdk::Call& call, tpm2::Device& device,
                                                 const tpm2::DeviceKey& key, const Occasion& occasion) const;

  const Config config_;
};

}  // namespace postern::azure_snp

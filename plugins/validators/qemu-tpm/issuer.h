// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "postern/sdk/component.h"
#include "validators/qemu-tpm/issuer_config.h"

namespace postern::qemu_tpm {

// QemuTpmIssuer: makes evidence of type qemu-vtpm on a node: quotes of the SHA-1, SHA-256 and SHA-384 banks
// that its TPM keeps, the PCR values, and the event log. The TPM is opened for each call and released at its
// end.
class QemuTpmIssuer final : public sdk::Issuer {
 public:
  using Config = IssuerConfig;

  static sdk::Description describe();
  static sdk::Result<Config> read_config(std::string_view json) { return parse_issuer_config(json); }
  static sdk::Result<std::unique_ptr<QemuTpmIssuer>> create(sdk::Call& call, Config config);

  explicit QemuTpmIssuer(Config config) : config_(std::move(config)) {}
  sdk::Result<void> self_test(sdk::Call& call) override;
  sdk::Result<void> issue(sdk::Call& call, const sdk::Challenge& challenge) override;

 private:
  sdk::Result<tpm2::DeviceKey> open_key(tpm2::Device& device) const;

  const Config config_;
};

}  // namespace postern::qemu_tpm

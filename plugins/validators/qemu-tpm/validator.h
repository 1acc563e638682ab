// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "common/tpm2/verify_attestation_key.h"
#include "postern/sdk/component.h"
#include "validators/qemu-tpm/validator_config.h"

namespace postern::qemu_tpm {

// QemuTpmValidator: judges evidence of type qemu-vtpm: a TPM's quotes over this connection's nonce and TLS
// key, and PCRs that a measurement set accepts. Nothing in the evidence shows that the TPM is genuine, so
// which attestation keys are believed is configured. Proves the bindings NONCE, CHANNEL_KEY and TPM_AK. Holds
// no state between calls.
class QemuTpmValidator final : public sdk::Validator {
 public:
  using Config = ValidatorConfig;

  static sdk::Description describe();
  static sdk::Result<Config> read_config(std::string_view json) { return parse_validator_config(json); }
  static sdk::Result<std::unique_ptr<QemuTpmValidator>> create(sdk::Call& call, Config config);

  explicit QemuTpmValidator(Config config) : config_(std::move(config)) {}
  sdk::Judgement validate(sdk::Call& call, const sdk::Evidence& evidence) override;

 private:
  sdk::Result<void> check_trust(const tpm2::AttestationKey& key) const;

  const Config config_;
};

}  // namespace postern::qemu_tpm

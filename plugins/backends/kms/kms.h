// SPDX-License-Identifier: Apache-2.0
#pragma once

// Kms: the backend "kms". Adds to a ticket the state disk's key, the measurement secret and the measurement salt, as
// far as the ticket can carry them.

#include <memory>

#include "backends/kms/config.h"
#include "backends/kms/key_source.h"
#include "postern/sdk/component.h"

namespace postern::kms {

class Kms final : public sdk::Backend {
 public:
  using Config = kms::Config;
  static sdk::Description describe();
  static sdk::Result<Config> read_config(std::string_view json) { return kms::read_config(json); }
  static sdk::Result<std::unique_ptr<Kms>> create(sdk::Call& call, Config config);

  Kms(std::string measurement_salt, std::unique_ptr<KeySource> source)
      : measurement_salt_(std::move(measurement_salt)), source_(std::move(source)) {}

  sdk::Result<void> self_test(sdk::Call& call) override;

  // contribute: emits state_disk_key, measurement_secret and measurement_salt, 32 bytes each; all of those that the
  // ticket wants, or none. Errors: denied (REQUEST_INVALID) unless disk_uuid is one UUID; those of the key source.
  sdk::Result<void> contribute(sdk::Call& call, const sdk::Request& request) override;

 private:
  const std::string measurement_salt_;  // the secret's name
  const std::unique_ptr<KeySource> source_;
};

}  // namespace postern::kms

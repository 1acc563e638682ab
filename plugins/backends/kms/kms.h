// SPDX-License-Identifier: Apache-2.0
#pragma once

// Kms: the backend "kms". Adds to a ticket the state disk's key, the measurement secret and the measurement salt, as
// far as the ticket can carry them, and for later steps the seed of the cluster's SSH certificate authority.

#include <memory>

#include "backends/kms/config.h"
#include "common/keys/key_source.h"
#include "postern/sdk/component.h"

namespace postern::kms {

class Kms final : public sdk::Backend {
 public:
  using Config = kms::Config;
  static sdk::Description describe();
  static sdk::Result<Config> read_config(std::string_view json) { return kms::read_config(json); }
  static sdk::Result<std::unique_ptr<Kms>> create(sdk::Call& call, Config config);

  Kms(std::string measurement_salt, std::string instance_claim, std::unique_ptr<keys::KeySource> source)
      : measurement_salt_(std::move(measurement_salt)),
        instance_claim_(std::move(instance_claim)),
        source_(std::move(source)) {}

  sdk::Result<void> self_test(sdk::Call& call) override;

  // contribute: emits state_disk_key, measurement_secret, measurement_salt and the internal ssh_ca_seed, 32 bytes each;
  // all of those that are wanted, or none. A join and a rejoin with the same disk_uuid get the same disk key, if keys
  // are bound to an instance only on that instance. Errors: denied (REQUEST_INVALID) unless disk_uuid is one UUID;
  // denied (POLICY_UNSATISFIED) without a verified identity to which the key is to be bound; those of the key source.
  sdk::Result<void> contribute(sdk::Call& call, const sdk::Request& request) override;

 private:
  sdk::Result<keys::KeyId> disk_key_id(sdk::Call& call, const sdk::Request& request) const;
  sdk::Result<sdk::Secret> value_of(std::string_view field, sdk::Call& call, const sdk::Request& request);

  const std::string measurement_salt_;  // the secret's name
  const std::string instance_claim_;    // empty: keys are bound to the disk alone
  const std::unique_ptr<keys::KeySource> source_;
};

}  // namespace postern::kms

// SPDX-License-Identifier: Apache-2.0
#pragma once

// ValidatorFacade: a plugin's validator as a step of a chain. Believes nothing but an explicit allow.

#include "host/attest/validator.h"
#include "host/plugin/instance.h"

namespace postern::plugin {

class ValidatorFacade : public attest::Validator {
 public:
  explicit ValidatorFacade(std::shared_ptr<Instance> instance) : instance_(std::move(instance)) {}
  const std::string& name() const override { return instance_->name(); }
  attest::Origin origin() const override { return instance_->origin(); }
  uint32_t bindings_out() const override { return instance_->component().bindings_out; }
  uint32_t bindings_in() const override { return instance_->component().bindings_in; }
  attest::StepReport validate(const attest::Evidence& evidence, const attest::StepContext& context) override;

 private:
  const std::shared_ptr<Instance> instance_;
};

}  // namespace postern::plugin

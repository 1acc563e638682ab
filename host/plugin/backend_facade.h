// SPDX-License-Identifier: Apache-2.0
#pragma once

// BackendFacade: a plugin's backend as a step of a pipeline.

#include "host/pipeline/backend.h"
#include "host/plugin/instance.h"

namespace postern::plugin {

class BackendFacade : public pipeline::Backend {
 public:
  explicit BackendFacade(std::shared_ptr<Instance> instance) : instance_(std::move(instance)) {}
  const std::string& name() const override { return instance_->name(); }
  attest::Origin origin() const override { return instance_->origin(); }
  std::vector<std::string> fields_in() const override;
  const std::vector<pipeline::FieldDeclaration>& fields_out() const override {
    return instance_->component().fields_out;
  }
  pipeline::Contribution contribute(const pipeline::Request& request, const attest::Verified& verified,
                                    const pipeline::BackendContext& context) override;
  std::optional<attest::Refusal> revoke(const pipeline::Effect& effect, const pipeline::BackendContext& context) override;
  void revoke_later(const pipeline::Effect& effect) override;
  void keep(const pipeline::Effect& effect) override;

 private:
  const std::shared_ptr<Instance> instance_;
};

}  // namespace postern::plugin

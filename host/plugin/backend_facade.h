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
  const std::vector<pipeline::FieldDeclaration>& fields_out() const override {
    return instance_->component().fields_out;
  }
  pipeline::Contribution contribute(const pipeline::Request& request, const attest::Verified& verified,
                                    const pipeline::BackendContext& context) override;
  std::optional<attest::Refusal> revoke(const std::string& effect, const pipeline::BackendContext& context) override;

 private:
  const std::shared_ptr<Instance> instance_;
};

}  // namespace postern::plugin

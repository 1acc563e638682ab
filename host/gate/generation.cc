// SPDX-License-Identifier: Apache-2.0
#include "host/gate/generation.h"

#include <set>

#include "host/plugin/backend_facade.h"
#include "host/plugin/validator_facade.h"

namespace postern::gate {

// GenerationBuilder: makes each instance once, however many pipelines use it.
class GenerationBuilder {
 public:
  GenerationBuilder(const Resolved& resolved, const plugin::Surroundings& around, attest::Time now,
                    config::Diagnostics& out, bool self_test, Origin origin)
      : resolved_(resolved),
        around_(around),
        now_(now),
        out_(out),
        self_test_(self_test),
        generation_(new Generation()) {
    generation_->origin_ = std::move(origin);
    generation_->drain_timeout_ = resolved.file.gate.drain_timeout;
  }

  std::shared_ptr<const Generation> run() {
    for (const config::PipelineEntry& entry : resolved_.file.pipelines) add(entry);
    return out_.ok() ? generation_ : nullptr;
  }

 private:
  void add(const config::PipelineEntry& entry) {
    pipeline::Pipeline pipeline;
    pipeline.name = entry.name;
    pipeline.match = {entry.evidence, entry.request, entry.role};
    pipeline.when = entry.when;
    pipeline.ticket = entry.ticket;
    for (const config::StepEntry& step : entry.steps) add(step, pipeline);
    generation_->pipelines_.push_back(std::move(pipeline));
  }

  void add(const config::StepEntry& step, pipeline::Pipeline& pipeline) {
    if (resolved_.component(step.instances.front())->kind == POSTERN_KIND_VALIDATOR) {
      attest::ChainStep link;
      link.validator = validator(step.instances.front());
      link.mode = step.warn ? attest::StepMode::kWarn : attest::StepMode::kEnforce;
      if (step.timeout) link.timeout = *step.timeout;
      if (link.validator) pipeline.chain.steps.push_back(std::move(link));
      return;
    }
    pipeline::BackendStep alternatives;
    if (step.timeout) alternatives.timeout = *step.timeout;
    for (const std::string& name : step.instances)
      if (auto made = backend(name)) alternatives.alternatives.push_back(std::move(made));
    pipeline.backends.push_back(std::move(alternatives));
  }

  std::shared_ptr<attest::Validator> validator(const std::string& name) {
    auto& known = validators_[name];
    if (!known)
      if (auto instance = create(name)) {
        for (const auto& type : instance->component().evidence) generation_->evidence_.emplace(type.oid, type.name);
        known = std::make_shared<plugin::ValidatorFacade>(std::move(instance));
      }
    return known;
  }

  std::shared_ptr<pipeline::Backend> backend(const std::string& name) {
    auto& known = backends_[name];
    if (!known)
      if (auto instance = create(name)) known = std::make_shared<plugin::BackendFacade>(std::move(instance));
    return known;
  }

  std::shared_ptr<plugin::Instance> create(const std::string& name) {
    if (hung_ || failed_.contains(name)) return nullptr;
    const ResolvedInstance& resolved = resolved_.instances.at(name);
    auto made = plugin::Instance::create(resolved.spec, around_, now_, self_test_);
    if (auto* instance = std::get_if<std::shared_ptr<plugin::Instance>>(&made)) return *instance;
    failed_.insert(name);
    const auto& refusal = std::get<attest::Refusal>(made);
    hung_ = refusal.reason.code == POSTERN_REASON_TIMEOUT;
    const bool pointer = refusal.reason.subject.starts_with("/");
    out_.error(pointer ? resolved.entry.place(refusal.reason.subject) : resolved.entry.at,
               config::Code::kCreateFailed, "[instances." + name + "]: " + attest::describe(refusal));
    return nullptr;
  }

  const Resolved& resolved_;
  const plugin::Surroundings& around_;
  const attest::Time now_;
  config::Diagnostics& out_;
  const bool self_test_;
  std::shared_ptr<Generation> generation_;
  std::map<std::string, std::shared_ptr<attest::Validator>> validators_;
  std::map<std::string, std::shared_ptr<pipeline::Backend>> backends_;
  std::set<std::string> failed_;
  bool hung_ = false;  // an instance did not answer in time
};

std::shared_ptr<const Generation> Generation::build(const Resolved& resolved, const plugin::Surroundings& around,
                                                    attest::Time now, config::Diagnostics& out, bool self_test,
                                                    Origin origin) {
  return GenerationBuilder(resolved, around, now, out, self_test, std::move(origin)).run();
}

std::string Generation::evidence_type(std::string_view oid) const {
  const auto found = evidence_.find(oid);
  return found == evidence_.end() ? std::string() : found->second;
}

}  // namespace postern::gate

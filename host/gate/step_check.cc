// SPDX-License-Identifier: Apache-2.0
#include "host/gate/step_check.h"

#include <algorithm>

#include "host/config/nearest.h"
#include "host/gate/condition_check.h"

namespace postern::gate {

using config::Code;

void StepCheck::run() {
  bool all_exist = true;
  for (const config::StepEntry& each : entry_.steps) all_exist = exists(each) && all_exist;
  if (!all_exist) return;  // what follows from an unknown step would only confuse
  for (const config::StepEntry& each : entry_.steps) step(each);
  if (validators_ == 0) return report_.error(entry_.steps_at, Code::kValidatorMissing, "no step is a validator: nothing would be proven");
  check_bound(entry_.steps_at, proof_, report_);
  check_conditions(entry_, proof_, report_);
  fields_.ticket(entry_);
}

bool StepCheck::exists(const config::StepEntry& step) {
  bool all = !step.instances.empty();
  for (std::size_t i = 0; i < step.instances.size(); ++i) {
    const std::string& name = step.instances[i];
    if (resolved_.component(name) != nullptr) continue;
    all = false;
    const auto& entries = resolved_.file.instances;
    if (std::any_of(entries.begin(), entries.end(), [&](const auto& entry) { return entry.name == name; })) continue;
    std::vector<std::string> names;
    for (const auto& [known, unused] : resolved_.instances) names.push_back(known);
    report_.error(step.instances_at[i], Code::kInstanceUnknown, "no instance is named '" + name + "'",
                  config::hint_of(name, names));
  }
  return all;
}

StepInstance StepCheck::instance(const config::StepEntry& step, std::size_t index) const {
  return {step.instances[index], step.instances_at[index], resolved_.instances.at(step.instances[index])};
}

void StepCheck::step(const config::StepEntry& step) {
  const StepInstance first = instance(step, 0);
  if (!seen_.insert(first.name).second) {
    report_.error(first.at, Code::kStepRepeated, "'" + first.name + "' is a step already", "remove one of the two");
    return;
  }
  if (first.component().kind == POSTERN_KIND_VALIDATOR) validator(step, first);
  else backend(step);
}

void StepCheck::validator(const config::StepEntry& step, const StepInstance& instance) {
  ++validators_;
  if (backends_ > 0)
    report_.error(instance.at, Code::kValidatorAfterBackend,
                  "validator '" + instance.name + "' stands after a backend; validators come first",
                  "move it before the first backend");
  if (step.instances.size() > 1)
    report_.error(step.instances_at[1], Code::kAlternativeInvalid, "alternatives are for backends; '" + instance.name + "' is a validator",
                  "write a pipeline of its own for machines that another validator judges");
  if (judged_) evidence(instance);
  check_needs(instance, proof_, report_);
  check_link(instance, proof_, report_);
  check_stated(instance, proof_, report_);
  if (step.warn) {
    report_.warning(step.at, Code::kWarnMode, "step '" + instance.name + "' only warns: its refusal admits",
                    "mode = \"enforce\" refuses");
    return;
  }
  ++proof_.enforced;
  proof_.bindings |= instance.component().bindings_out;
  proof_.claims.insert(instance.component().claims_out.begin(), instance.component().claims_out.end());
}

void StepCheck::evidence(const StepInstance& instance) {
  std::vector<std::string> names;
  for (const auto& type : instance.component().evidence) names.push_back(type.name);
  if (std::find(names.begin(), names.end(), entry_.evidence) != names.end()) return;
  report_.error(instance.at, Code::kEvidenceUnjudged,
                "validator '" + instance.name + "' does not judge evidence \"" + entry_.evidence + "\"",
                config::list_of(names));
}

void StepCheck::backend(const config::StepEntry& step) {
  ++backends_;
  if (step.warn)
    report_.error(step.at, Code::kWarnModeMisplaced, "mode = \"warn\" is for validators; '" + step.instances.front() + "' is a backend");
  std::vector<StepInstance> alternatives;
  for (std::size_t i = 0; i < step.instances.size(); ++i) {
    const StepInstance each = instance(step, i);
    if (each.component().kind != POSTERN_KIND_BACKEND)
      report_.error(each.at, Code::kAlternativeInvalid, "alternative '" + each.name + "' is not a backend");
    else if (i > 0 && !seen_.insert(each.name).second)
      report_.error(each.at, Code::kAlternativeRepeated, "alternative '" + each.name + "' is a step already", "remove it");
    else
      alternatives.push_back(each);
  }
  fields_.step(alternatives);
  for (const StepInstance& each : alternatives) check_needs(each, proof_, report_);
}

}  // namespace postern::gate

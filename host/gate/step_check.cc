// SPDX-License-Identifier: Apache-2.0
#include "host/gate/step_check.h"

#include <algorithm>

#include "host/attest/bindings.h"
#include "host/gate/nearest.h"

namespace postern::gate {
namespace {

template <typename Map>
std::vector<std::string> keys(const Map& map) {
  std::vector<std::string> names;
  for (const auto& [name, unused] : map) names.push_back(name);
  return names;
}

std::string binding_list(uint32_t bits) {
  std::string list;
  for (uint32_t kind = 1; kind < 32; ++kind)
    if ((bits & POSTERN_BINDING_BIT(kind)) != 0) list += (list.empty() ? "" : ", ") + attest::binding_name(kind);
  return list;
}

// Bytes are compared as attest::print shows them.
bool is_hex(const std::string& text) {
  return text.size() % 2 == 0 && text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

}  // namespace

void StepCheck::error(const config::Position& at, const std::string& text) {
  out_.error(at, "pipeline \"" + entry_.name + "\": " + text);
}

void StepCheck::run() {
  for (const config::StepEntry& entry : entry_.steps) step(entry);
  if (broken_) return;
  bound();
  conditions();
  ticket();
}

void StepCheck::step(const config::StepEntry& step) {
  for (const std::string& name : step.instances) {
    if (resolved_.component(name) != nullptr) continue;
    broken_ = true;
    const auto& all = resolved_.file.instances;
    const bool named = std::any_of(all.begin(), all.end(), [&](const auto& entry) { return entry.name == name; });
    if (!named) error(step.at, "no instance is named '" + name + "'" + hint_of(name, keys(resolved_.instances)));
  }
  if (broken_ || step.instances.empty()) return;
  const plugin::ComponentDescriptor& component = *resolved_.component(step.instances.front());
  if (component.kind == POSTERN_KIND_VALIDATOR) validator(step, component);
  else backend(step);
}

void StepCheck::validator(const config::StepEntry& step, const plugin::ComponentDescriptor& component) {
  const std::string& name = step.instances.front();
  if (backends_ > 0) error(step.at, "validator '" + name + "' stands after a backend; validators come first");
  if (step.instances.size() > 1) error(step.at, "alternatives are for backends; '" + name + "' is a validator");
  const auto& types = component.evidence;
  if (std::none_of(types.begin(), types.end(), [&](const auto& type) { return type.name == entry_.evidence; })) {
    std::vector<std::string> names;
    for (const auto& type : types) names.push_back(type.name);
    error(step.at, "validator '" + name + "' does not judge evidence \"" + entry_.evidence + "\"" + list_of(names));
  }
  needs(step, component);
  link(step, component);
  ++validators_;
  state_claims(step, component);
  if (step.warn) {
    out_.warning(step.at, "pipeline \"" + entry_.name + "\": step '" + name + "' only warns: its refusal admits");
    return;
  }
  ++enforced_;
  bindings_ |= component.bindings_out;
  claims_.insert(component.claims_out.begin(), component.claims_out.end());
}

// A step that only warns states its claims when it allows: twice is twice for it, too.
void StepCheck::state_claims(const config::StepEntry& step, const plugin::ComponentDescriptor& component) {
  for (const auto& [claim, type] : component.claims_out)
    if (!stated_.insert(claim).second)
      error(step.at, "claim " + claim + " is proven by an earlier step already; '" + step.instances.front() +
                         "' would prove it twice");
}

// A later validator judges something else than the first, unless a proven value ties the two together. What comes
// after steps that only warn comes first: those prove nothing.
void StepCheck::link(const config::StepEntry& step, const plugin::ComponentDescriptor& component) {
  if (enforced_ == 0) return;
  const uint32_t shared = (component.bindings_in | component.bindings_out) & bindings_;
  if (shared == 0)
    error(step.at, "validator '" + step.instances.front() + "' has no cryptographic link to the steps before: it shares "
                       "none of the bindings " + (bindings_ == 0 ? "that they prove, which are none" : binding_list(bindings_)));
}

void StepCheck::needs(const config::StepEntry& step, const plugin::ComponentDescriptor& component) {
  const std::string& name = step.instances.front();
  if (const uint32_t missing = component.bindings_in & ~bindings_; missing != 0)
    error(step.at, "'" + name + "' needs the binding " + binding_list(missing) + ", which no earlier step proves");
  for (const auto& [claim, type] : component.claims_in) {
    const auto found = claims_.find(claim);
    if (found == claims_.end())
      error(step.at, "'" + name + "' needs the claim " + claim + ", which no earlier step proves" +
                         hint_of(claim, keys(claims_)));
    else if (found->second != type)
      error(step.at, "'" + name + "' needs the claim " + claim + " as " + std::string(attest::type_name(type)) +
                         "; it is proven as " + std::string(attest::type_name(found->second)));
  }
}

void StepCheck::backend(const config::StepEntry& step) {
  ++backends_;
  if (step.warn) error(step.at, "mode = \"warn\" is for validators");
  std::set<std::string> produced_here;
  for (const std::string& name : step.instances) {
    const plugin::ComponentDescriptor& component = *resolved_.component(name);
    if (component.kind != POSTERN_KIND_BACKEND) {
      error(step.at, "alternative '" + name + "' is not a backend");
      continue;
    }
    needs(step, component);
    fields(step, component, produced_here);
  }
  for (const std::string& field : produced_here) fields_.emplace(field, step.instances.front());
}

void StepCheck::fields(const config::StepEntry& step, const plugin::ComponentDescriptor& component,
                       std::set<std::string>& produced_here) {
  for (const auto& field : component.fields_out) {
    const auto earlier = fields_.find(field.name);
    if (earlier != fields_.end())
      error(step.at, "ticket field " + field.name + " is produced by '" + earlier->second + "' already");
    produced_here.insert(field.name);
  }
}

void StepCheck::bound() {
  const uint32_t needed = POSTERN_BINDING_BIT(POSTERN_BINDING_NONCE) | POSTERN_BINDING_BIT(POSTERN_BINDING_CHANNEL_KEY);
  if (validators_ == 0) {
    error(entry_.steps_at, "no step is a validator: nothing would be proven");
  } else if (const uint32_t missing = needed & ~bindings_; missing != 0) {
    error(entry_.steps_at, "nothing ties the evidence to this connection: no enforced step proves " + binding_list(missing));
  }
}

void StepCheck::conditions() {
  for (std::size_t i = 0; i < entry_.when.size(); ++i) condition(entry_.when[i], entry_.when_at[i]);
}

void StepCheck::condition(const pipeline::Condition& condition, const config::Position& at) {
  const auto found = claims_.find(condition.claim);
  if (found == claims_.end()) {
    error(at, "when: no step proves the claim '" + condition.claim + "'" + hint_of(condition.claim, keys(claims_)));
    return;
  }
  const uint32_t type = found->second;
  const std::string is = "when: claim " + condition.claim + " is " + std::string(attest::type_name(type));
  if ((condition.min || condition.max) && type != POSTERN_TYPE_INTEGER) error(at, is + "; min and max need an integer");
  for (const attest::Value& value : condition.one_of) {
    const uint32_t given = attest::type_of(value);
    const bool fits = given == type || (type == POSTERN_TYPE_BYTES && given == POSTERN_TYPE_TEXT);
    if (!fits) error(at, is + "; it never equals " + attest::print(value));
    else if (type == POSTERN_TYPE_BYTES && !is_hex(std::get<std::string>(value)))
      error(at, is + "; expected lower-case hex, found " + attest::print(value));
  }
}

void StepCheck::ticket() {
  for (const std::string& field : entry_.ticket)
    if (!fields_.contains(field))
      error(entry_.ticket_at, "no step produces the ticket field '" + field + "'" + hint_of(field, keys(fields_)));
}

}  // namespace postern::gate

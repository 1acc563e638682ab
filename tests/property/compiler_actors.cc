// SPDX-License-Identifier: Apache-2.0
#include "property/compiler_actors.h"

#include <algorithm>

namespace postern::property {
namespace {

using attest::Value;

Value plain_value(uint32_t type) {
  switch (type) {
    case POSTERN_TYPE_BOOL: return false;
    case POSTERN_TYPE_INTEGER: return int64_t{-1};
    case POSTERN_TYPE_TEXT: return std::string("plain");
    default: return attest::ByteVector(3, std::byte{7});
  }
}

attest::ByteVector from_hex(const std::string& text) {
  attest::ByteVector bytes;
  for (std::size_t i = 0; i + 1 < text.size(); i += 2)
    bytes.push_back(static_cast<std::byte>(std::stoi(text.substr(i, 2), nullptr, 16)));
  return bytes;
}

// candidates: values of the type that a condition might accept.
std::vector<Value> candidates(const pipeline::Condition& condition, uint32_t type) {
  std::vector<Value> all;
  for (const Value& wanted : condition.one_of) {
    if (attest::type_of(wanted) == type) all.push_back(wanted);
    const auto* text = std::get_if<std::string>(&wanted);
    const bool is_hex = text != nullptr && text->find_first_not_of("0123456789abcdef") == text->npos;
    if (type == POSTERN_TYPE_BYTES && is_hex) all.emplace_back(from_hex(*text));
  }
  if (type != POSTERN_TYPE_INTEGER) return all;
  if (condition.min) all.emplace_back(*condition.min);
  if (condition.max) all.emplace_back(*condition.max);
  return all;
}

// value_of: a value that meets every condition on the claim, when there is one.
Value value_of(const std::string& claim, uint32_t type, const std::vector<pipeline::Condition>& when) {
  for (const pipeline::Condition& condition : when) {
    if (condition.claim != claim) continue;
    for (const Value& candidate : candidates(condition, type)) {
      attest::Claims claims;
      claims.put(claim, candidate, "trial");
      if (!pipeline::check_condition(condition, claims)) return candidate;
    }
  }
  return plain_value(type);
}

// Needs: what every actor looks for before it acts.
class Needs {
 public:
  Needs(std::string name, const gate::ResolvedInstance& instance, Stage& stage)
      : name_(std::move(name)), instance_(instance), stage_(stage) {}

  void look(const attest::Claims& claims, const attest::Bindings& bindings) const {
    for (const auto& [claim, type] : component().claims_in) {
      const attest::Claim* found = claims.find(claim);
      if (found == nullptr) miss("the claim " + claim);
      else if (attest::type_of(found->value) != type) miss("the claim " + claim + " in its type");
    }
    for (const gate::NamedClaim& claim : instance_.claims)
      if (claims.find(claim.name) == nullptr) miss("the named claim " + claim.name);
    for (uint32_t kind = 1; kind < 32; ++kind)
      if ((component().bindings_in & POSTERN_BINDING_BIT(kind)) != 0 && bindings.find(kind) == nullptr)
        miss("binding " + std::to_string(kind));
  }
  void miss(const std::string& what) const { stage_.missed.push_back("'" + name_ + "' misses " + what); }
  const plugin::ComponentDescriptor& component() const { return *instance_.spec.component; }
  const std::string& name() const { return name_; }
  Stage& stage() const { return stage_; }

 private:
  const std::string name_;
  const gate::ResolvedInstance& instance_;
  Stage& stage_;
};

class DeclaredValidator : public attest::Validator {
 public:
  DeclaredValidator(Needs needs, Part part) : needs_(std::move(needs)), part_(part) {}
  const std::string& name() const override { return needs_.name(); }
  uint32_t bindings_out() const override { return needs_.component().bindings_out; }
  uint32_t bindings_in() const override { return needs_.component().bindings_in; }

  attest::StepReport validate(const attest::Evidence& evidence, const attest::StepContext& context) override {
    const auto& types = needs_.component().evidence;
    if (std::none_of(types.begin(), types.end(), [&](const auto& type) { return type.name == evidence.type; }))
      needs_.miss("evidence of its type");
    needs_.look(context.claims, context.bindings);
    attest::StepReport report;
    if (part_ == Part::kRefuses) {
      report.refusal = attest::denied("REFUSED", "its part");
      return report;
    }
    report.refusal.reset();
    for (const auto& [claim, type] : needs_.component().claims_out)
      report.claims.put(claim, value_of(claim, type, *needs_.stage().when), name());
    for (uint32_t kind = 1; kind < 32; ++kind)
      if ((bindings_out() & POSTERN_BINDING_BIT(kind)) != 0) report.bindings.put(kind, bound(kind, evidence), name());
    return report;
  }

 private:
  static attest::ByteVector bound(uint32_t kind, const attest::Evidence& evidence) {
    if (kind == POSTERN_BINDING_NONCE) return evidence.nonce;
    if (kind == POSTERN_BINDING_CHANNEL_KEY) return evidence.channel_key;
    return attest::ByteVector(34, static_cast<std::byte>(kind));
  }
  const Needs needs_;
  const Part part_;
};

class DeclaredBackend : public pipeline::Backend {
 public:
  DeclaredBackend(Needs needs, Part part) : needs_(std::move(needs)), part_(part) {}
  const std::string& name() const override { return needs_.name(); }
  const std::vector<pipeline::FieldDeclaration>& fields_out() const override { return needs_.component().fields_out; }
  std::vector<std::string> fields_in() const override {
    std::vector<std::string> names;
    for (const auto& [field, type] : needs_.component().fields_in) names.push_back(field);
    return names;
  }

  pipeline::Contribution contribute(const pipeline::Request&, const attest::Verified& verified,
                                    const pipeline::BackendContext& context) override {
    needs_.look(verified.claims(), verified.bindings());
    for (const auto& [field, type] : needs_.component().fields_in) look_for(field, type, *context.earlier);
    pipeline::Contribution made;
    if (part_ == Part::kUnavailable) {
      made.refusal = attest::denied("UNAVAILABLE", "its part");
      made.refusal->cls = attest::RefusalClass::kRetryable;
      return made;
    }
    made.refusal.reset();
    for (const pipeline::FieldDeclaration& declared : fields_out()) {
      if (std::find(context.wanted.begin(), context.wanted.end(), declared.name) == context.wanted.end()) continue;
      if (find(declared.name, *context.earlier) != nullptr) needs_.miss("sole right to the field " + declared.name);
      for (int i = 0; i < (declared.repeated ? 2 : 1); ++i) {
        pipeline::TicketField& field = made.fields.emplace_back();
        field.name = declared.name;
        field.type = declared.type;
        field.internal = declared.internal;
      }
    }
    return made;
  }
  std::optional<attest::Refusal> revoke(const pipeline::Effect&, const pipeline::BackendContext&) override { return {}; }

 private:
  static const pipeline::TicketField* find(const std::string& name, const std::vector<pipeline::TicketField>& fields) {
    const auto found = std::find_if(fields.begin(), fields.end(), [&](const auto& field) { return field.name == name; });
    return found == fields.end() ? nullptr : &*found;
  }
  void look_for(const std::string& field, uint32_t type, const std::vector<pipeline::TicketField>& earlier) const {
    const pipeline::TicketField* found = find(field, earlier);
    if (found == nullptr) needs_.miss("the field " + field);
    else if (found->type != type) needs_.miss("the field " + field + " in its type");
  }
  const Needs needs_;
  const Part part_;
};

}  // namespace

std::shared_ptr<attest::Validator> make_validator(const std::string& name, const gate::ResolvedInstance& instance,
                                                  Part part, Stage& stage) {
  return std::make_shared<DeclaredValidator>(Needs(name, instance, stage), part);
}

std::shared_ptr<pipeline::Backend> make_backend(const std::string& name, const gate::ResolvedInstance& instance,
                                                Part part, Stage& stage) {
  return std::make_shared<DeclaredBackend>(Needs(name, instance, stage), part);
}

}  // namespace postern::property

// SPDX-License-Identifier: Apache-2.0
#include "property/compiler_world.h"

#include <algorithm>

namespace postern::property {
namespace {

using plugin::ComponentDescriptor;

const std::vector<std::string> kClaims{"c.text", "c.number", "c.flag", "c.bytes", "d.text", "d.number"};
const std::vector<std::string> kFields{"state_disk_key", "token", "label", "made", "kept", "shared"};
const std::vector<std::string> kEvidence{"e", "other"};

// claim_type: of most claims of this name; some components disagree.
uint32_t claim_type(const std::string& name, Random& random) {
  if (random.chance(3)) return 1 + static_cast<uint32_t>(random.below(4));
  if (name.ends_with("text")) return POSTERN_TYPE_TEXT;
  if (name.ends_with("number")) return POSTERN_TYPE_INTEGER;
  return name.ends_with("flag") ? POSTERN_TYPE_BOOL : POSTERN_TYPE_BYTES;
}

uint32_t field_type(Random& random) { return random.chance(3) ? POSTERN_TYPE_BYTES : POSTERN_TYPE_TEXT; }

// Making: one world.
class Making {
 public:
  explicit Making(Random& random) : random_(random) {}

  CompilerWorld run() {
    components();
    const std::size_t pipelines = 1 + (random_.chance(30) ? random_.below(3) : 0);
    for (std::size_t i = 0; i < pipelines; ++i) pipeline("p" + std::to_string(i));
    return std::move(world_);
  }
  CompilerWorld without_text() {
    components();
    return std::move(world_);
  }

 private:
  void components() {
    const std::size_t validators = 2 + random_.below(4), backends = 1 + random_.below(5);
    for (std::size_t i = 0; i < validators; ++i) validator("v" + std::to_string(i), i == 0);
    for (std::size_t i = 0; i < backends; ++i) backend("b" + std::to_string(i));
  }
  void validator(const std::string& name, bool is_first) {
    ComponentDescriptor& made = world_.components[name];
    made.kind = POSTERN_KIND_VALIDATOR;
    made.evidence = {{"e", "1.2.3"}};
    if (random_.chance(2)) made.evidence.front() = {"other", random_.chance(50) ? "1.2.4" : "1.2.3"};
    for (uint32_t kind = 1; kind <= 4; ++kind) {
      if (random_.chance(is_first ? (kind <= 2 ? 97 : 80) : 35)) made.bindings_out |= POSTERN_BINDING_BIT(kind);
      else if (!is_first && random_.chance(12)) made.bindings_in |= POSTERN_BINDING_BIT(kind);
    }
    for (const std::string& claim : kClaims) {
      if (random_.chance(is_first ? 60 : 4)) made.claims_out[claim] = claim_type(claim, random_);
      else if (!is_first && random_.chance(6)) made.claims_in[claim] = claim_type(claim, random_);
    }
    name_claims(name);
  }

  void backend(const std::string& name) {
    ComponentDescriptor& made = world_.components[name];
    made.kind = POSTERN_KIND_BACKEND;
    if (random_.chance(5)) made.bindings_in = POSTERN_BINDING_BIT(1 + static_cast<uint32_t>(random_.below(4)));
    if (random_.chance(10)) {
      const std::string& claim = random_.pick(kClaims);
      made.claims_in[claim] = claim_type(claim, random_);
    }
    const bool is_like_another = random_.chance(25) && made_fields_.size() > 0;
    if (is_like_another) made.fields_out = random_.pick(made_fields_);
    else
      for (const std::string& field : kFields)
        if (random_.chance(16))
          made.fields_out.push_back({field, field_type(random_), false, random_.chance(20), field == "kept" || random_.chance(3)});
    made_fields_.push_back(made.fields_out);
    for (const std::string& field : kFields)
      if (random_.chance(offered(field) ? 8 : 1) && made.field(field) == nullptr) made.fields_in[field] = field_type(random_);
    name_claims(name);
  }

  bool offered(const std::string& field) const {
    for (const auto& declarations : made_fields_)
      for (const auto& declaration : declarations)
        if (declaration.name == field) return true;
    return false;
  }

  void name_claims(const std::string& instance) {
    if (random_.chance(2)) world_.named[instance].push_back({random_.pick(kClaims), {"f", 1, 1}});
  }

  void pipeline(const std::string& name) {
    const std::string role = random_.chance(75) ? "" : random_.chance(50) ? "worker" : "control-plane";
    const std::vector<std::string> requests{"join", "rejoin", "vendor"};
    std::string& text = world_.text;
    text += "[[pipeline]]\nname = \"" + name + "\"\nmatch = { evidence = \"" +
            (random_.chance(96) ? kEvidence[0] : random_.chance(70) ? kEvidence[1] : "1.2.3") + "\", request = \"" +
            random_.pick(requests) + "\"" + (role.empty() ? "" : ", role = \"" + role + "\"") + " }\n";
    text += "steps = [" + steps() + "]\n";
    if (random_.chance(role == "control-plane" ? 70 : 35)) text += "when = {" + conditions() + "}\n";
    if (random_.chance(role == "control-plane" ? 20 : 2)) text += "trust_requested_role = true\n";
    if (random_.chance(50)) text += "ticket = [" + ticket() + "]\n";
  }

  std::string steps() {
    std::vector<std::string> names;
    std::string text;
    const auto step = [&](const std::string& one) { text += (text.empty() ? "" : ", ") + one; };
    for (const auto& [name, made] : world_.components) names.push_back(name);
    if (!random_.chance(4)) std::stable_partition(names.begin(), names.end(), [](const auto& name) { return name[0] == 'v'; });
    chosen_.clear();
    for (const std::string& name : names) {
      const bool is_backend = name[0] == 'b';
      if (!random_.chance(name == "v0" ? 92 : is_backend ? 45 : 22)) continue;
      step(one_step(name, is_backend));
      if (random_.chance(1)) step("\"" + name + "\"");
    }
    if (random_.chance(1)) step("\"nobody\"");
    return text;
  }

  std::string one_step(const std::string& name, bool is_backend) {
    chosen_.push_back(name);
    std::string extras;
    if (random_.chance(is_backend ? 1 : name == "v0" ? 4 : 20)) extras += ", mode = \"warn\"";
    if (random_.chance(is_backend ? 25 : 1)) {
      const std::string other = (random_.chance(98) ? "b" : "v") + std::to_string(random_.below(5));
      if (world_.components.contains(other)) {
        extras += ", alternatives = [\"" + other + "\"]";
        chosen_.push_back(other);
      }
    }
    return extras.empty() ? "\"" + name + "\"" : "{ use = \"" + name + "\"" + extras + " }";
  }

  std::string conditions() {
    std::string text;
    for (const std::string& claim : kClaims) {
      const bool is_proven = world_.components.at("v0").claims_out.contains(claim);
      if (!random_.chance(is_proven ? 25 : 2)) continue;
      text += (text.empty() ? " \"" : ", \"") + claim + "\" = " + condition(claim) + " ";
    }
    return text;
  }

  std::string condition(const std::string& claim) {
    const std::string low = std::to_string(random_.below(6)), high = std::to_string(3 + random_.below(6));
    if (random_.chance(5)) return "{ min = " + low + " }";
    if (claim.ends_with("number")) {
      const std::vector<std::string> forms{low, "[" + low + ", " + high + "]", "{ min = " + low + ", max = " + high + " }",
                                           "{ one_of = [" + low + ", " + high + "], min = " + high + " }",
                                           "{ one_of = [" + low + "], max = " + std::to_string(random_.below(6)) + " }"};
      return random_.pick(forms);
    }
    if (claim.ends_with("flag")) return random_.chance(50) ? "true" : "[true, false]";
    if (claim.ends_with("bytes")) return random_.chance(85) ? "\"00ff\"" : "\"0FF\"";
    return random_.chance(90) ? "[\"a\", \"b\"]" : "7";
  }

  std::string ticket() {
    std::vector<std::string> names;
    for (const std::string& instance : chosen_)
      for (const auto& field : world_.components.at(instance).fields_out)
        if (random_.chance(field.internal ? 4 : 45)) names.push_back(field.name);
    if (random_.chance(4)) names.push_back(random_.pick(kFields));
    std::string text;
    for (const std::string& name : names) text += (text.empty() ? "\"" : ", \"") + name + "\"";
    return text;
  }

  Random& random_;
  CompilerWorld world_;
  std::vector<std::string> chosen_;  // by the steps of the pipeline at hand
  std::vector<std::vector<pipeline::FieldDeclaration>> made_fields_;
};

}  // namespace

gate::Resolved CompilerWorld::resolved(config::Diagnostics& out) const {
  gate::Resolved made;
  made.file = config::read_gate_text(text, "f", config::Purpose::kGate, "", out);
  for (const auto& [name, component] : components) {
    gate::ResolvedInstance& instance = made.instances[name];
    instance.spec.component = std::make_shared<ComponentDescriptor>(component);
    if (const auto found = named.find(name); found != named.end()) instance.claims = found->second;
    config::InstanceEntry entry;
    entry.name = entry.use = name;
    made.file.instances.push_back(entry);
  }
  return made;
}

CompilerWorld make_world(Random& random) { return Making(random).run(); }
CompilerWorld make_components(Random& random) { return Making(random).without_text(); }

}  // namespace postern::property

// SPDX-License-Identifier: Apache-2.0
#include "host/config/read_pipeline.h"

namespace postern::config {
namespace {

std::optional<attest::Value> scalar(const toml::node& node) {
  if (const auto* text = node.as_string()) return attest::Value(text->get());
  if (const auto* number = node.as_integer()) return attest::Value(number->get());
  if (const auto* flag = node.as_boolean()) return attest::Value(flag->get());
  return std::nullopt;
}

// read_values: the values of which the claim must equal one.
std::vector<attest::Value> read_values(const std::string& file, const std::string& what, const toml::array& list,
                                       Diagnostics& out) {
  std::vector<attest::Value> values;
  for (const toml::node& item : list) {
    if (auto value = scalar(item)) values.push_back(*std::move(value));
    else out.error(position(file, item), Code::kTypeMismatch, what + ": expected texts, whole numbers or true/false");
  }
  if (list.empty()) out.error(position(file, list), Code::kConditionNeverHolds, what + ": an empty list never holds");
  return values;
}

void read_bounds(const std::string& file, const std::string& what, const toml::table& table,
                 pipeline::Condition& condition, Diagnostics& out) {
  TableReader reader(file, table, what, out);
  reader.unknown_hint("known here: max, min, one_of; the name of a claim with points is quoted: \"a.b\"");
  if (reader.has("min")) condition.min = reader.integer_or("min", 0, INT64_MIN, INT64_MAX);
  if (reader.has("max")) condition.max = reader.integer_or("max", 0, INT64_MIN, INT64_MAX);
  const toml::array* list = reader.array("one_of");
  if (list != nullptr) condition.one_of = read_values(file, what + ": one_of", *list, out);
  if (!condition.min && !condition.max && list == nullptr) reader.error("", Code::kKeyMissing, "expected min, max or both, or one_of");
  if (condition.min && condition.max && *condition.min > *condition.max)
    reader.error("min", Code::kConditionNeverHolds, "min is above max: no value ever fits");
}

// A condition is a value, a list of values, or a table with min, max, one_of.
pipeline::Condition read_condition(const std::string& file, const std::string& claim, const toml::node& node,
                                   Diagnostics& out) {
  const std::string what = "when \"" + claim + "\"";
  pipeline::Condition condition;
  condition.claim = claim;
  if (const toml::table* table = node.as_table()) read_bounds(file, what, *table, condition, out);
  else if (const toml::array* list = node.as_array()) condition.one_of = read_values(file, what, *list, out);
  else if (auto value = scalar(node)) condition.one_of.push_back(*std::move(value));
  else out.error(position(file, node), Code::kTypeMismatch, what + ": expected a value, a list of values, or {min, max}");
  return condition;
}

StepEntry read_step(const std::string& file, const toml::node& node, Diagnostics& out) {
  StepEntry step;
  step.at = position(file, node);
  if (const auto* name = node.as_string()) {
    step.instances.push_back(name->get());
    step.instances_at.push_back(step.at);
    return step;
  }
  if (!node.is_table()) {
    out.error(step.at, Code::kTypeMismatch, "steps: expected the name of an instance, or a table with `use`");
    return step;
  }
  TableReader reader(file, *node.as_table(), "step", out);
  step.instances.push_back(reader.text("use"));
  step.instances_at.push_back(reader.at("use"));
  for (std::string& alternative : reader.texts("alternatives", &step.instances_at))
    step.instances.push_back(std::move(alternative));
  if (reader.has("timeout")) step.timeout = reader.duration_or("timeout", std::chrono::seconds(10));
  step.warn = reader.choice_or("mode", "enforce", {"enforce", "warn"}) == "warn";
  return step;
}

void read_match(const std::string& file, const toml::table& table, PipelineEntry& entry, Diagnostics& out) {
  TableReader reader(file, table, "pipeline \"" + entry.name + "\", match", out);
  entry.evidence = reader.text("evidence");
  entry.request = reader.text("request");
  entry.role = reader.choice_or("role", "", {"", "worker", "control-plane"});
  entry.evidence_at = reader.at("evidence");
  entry.request_at = reader.at("request");
  entry.role_at = reader.at("role");
}

void read_when(const std::string& file, const toml::table& when, PipelineEntry& entry, Diagnostics& out) {
  for (const auto& [claim, node] : when) {
    entry.when.push_back(read_condition(file, std::string(claim.str()), node, out));
    entry.when_at.push_back(position(file, node));
  }
}

}  // namespace

PipelineEntry read_pipeline(const std::string& file, const toml::table& table, Diagnostics& out) {
  PipelineEntry entry;
  TableReader reader(file, table, "pipeline", out);
  entry.at = reader.at();
  entry.name = reader.text("name");
  if (const toml::node* name = table.get("name"); entry.name.empty() && name != nullptr && name->is_string())
    reader.error("name", Code::kNameInvalid, "name: expected a text that is not empty");
  if (const toml::table* match = reader.table("match")) read_match(file, *match, entry, out);
  else if (!reader.has("match")) reader.missing("match", "{ evidence = …, request = … }");
  if (const toml::table* when = reader.table("when")) read_when(file, *when, entry, out);
  entry.trust_requested_role = reader.flag_or("trust_requested_role", false);
  entry.trust_at = reader.at("trust_requested_role");
  if (const toml::array* steps = reader.array("steps"))
    for (const toml::node& node : *steps) entry.steps.push_back(read_step(file, node, out));
  else if (!reader.has("steps")) reader.missing("steps", "a list of instances");
  entry.steps_at = reader.at("steps");
  entry.ticket = reader.texts("ticket", &entry.ticket_at);
  return entry;
}

}  // namespace postern::config

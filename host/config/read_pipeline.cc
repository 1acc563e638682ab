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

// A condition is a value, a list of values, or a table with min and max.
pipeline::Condition read_condition(const std::string& file, const std::string& claim, const toml::node& node,
                                   Diagnostics& out) {
  pipeline::Condition condition;
  condition.claim = claim;
  if (const toml::table* table = node.as_table()) {
    TableReader reader(file, *table, "when \"" + claim + "\"", out);
    if (reader.has("min")) condition.min = reader.integer_or("min", 0, INT64_MIN, INT64_MAX);
    if (reader.has("max")) condition.max = reader.integer_or("max", 0, INT64_MIN, INT64_MAX);
    if (!condition.min && !condition.max) reader.error("", "expected min, max or both");
    if (condition.min && condition.max && *condition.min > *condition.max)
      reader.error("min", "min is above max: no value ever fits");
    return condition;
  }
  if (const toml::array* list = node.as_array()) {
    for (const toml::node& item : *list) {
      if (auto value = scalar(item)) condition.one_of.push_back(*std::move(value));
      else out.error(position(file, item), "when \"" + claim + "\": expected texts, whole numbers or true/false");
    }
    if (list->empty()) out.error(position(file, node), "when \"" + claim + "\": an empty list never holds");
    return condition;
  }
  if (auto value = scalar(node)) condition.one_of.push_back(*std::move(value));
  else out.error(position(file, node), "when \"" + claim + "\": expected a value, a list of values, or {min, max}");
  return condition;
}

StepEntry read_step(const std::string& file, const toml::node& node, Diagnostics& out) {
  StepEntry step;
  step.at = position(file, node);
  if (const auto* name = node.as_string()) {
    step.instances.push_back(name->get());
    return step;
  }
  if (!node.is_table()) {
    out.error(step.at, "steps: expected the name of an instance, or a table with `use`");
    return step;
  }
  TableReader reader(file, *node.as_table(), "step", out);
  step.instances.push_back(reader.text("use"));
  for (std::string& alternative : reader.texts("alternatives")) step.instances.push_back(std::move(alternative));
  if (reader.has("timeout")) step.timeout = reader.duration_or("timeout", std::chrono::seconds(10));
  step.warn = reader.choice_or("mode", "enforce", {"enforce", "warn"}) == "warn";
  return step;
}

void read_match(const std::string& file, const toml::table& table, PipelineEntry& entry, Diagnostics& out) {
  TableReader reader(file, table, "pipeline \"" + entry.name + "\", match", out);
  entry.evidence = reader.text("evidence");
  entry.request = reader.text("request");
  entry.role = reader.choice_or("role", "", {"", "worker", "control-plane"});
}

}  // namespace

PipelineEntry read_pipeline(const std::string& file, const toml::table& table, Diagnostics& out) {
  PipelineEntry entry;
  TableReader reader(file, table, "pipeline", out);
  entry.at = reader.at();
  entry.name = reader.text("name");
  if (const toml::table* match = reader.table("match")) read_match(file, *match, entry, out);
  else if (!reader.has("match")) reader.error("match", "missing key 'match'; expected { evidence = …, request = … }");
  if (const toml::table* when = reader.table("when")) {
    for (const auto& [claim, node] : *when) {
      entry.when.push_back(read_condition(file, std::string(claim.str()), node, out));
      entry.when_at.push_back(position(file, node));
    }
  }
  entry.trust_requested_role = reader.flag_or("trust_requested_role", false);
  if (const toml::array* steps = reader.array("steps"))
    for (const toml::node& node : *steps) entry.steps.push_back(read_step(file, node, out));
  else if (!reader.has("steps")) reader.error("steps", "missing key 'steps'; expected a list of instances");
  entry.steps_at = reader.at("steps");
  entry.ticket = reader.texts("ticket");
  entry.ticket_at = reader.at("ticket");
  return entry;
}

}  // namespace postern::config

// SPDX-License-Identifier: Apache-2.0
#include "host/gate/field_check.h"

#include <algorithm>

#include "host/config/nearest.h"
#include "host/pipeline/protocol.h"

namespace postern::gate {
namespace {

using config::Code;

std::string field_list(const plugin::ComponentDescriptor& component) {
  std::vector<std::string> names;
  for (const auto& [name, type] : component.fields_in) names.push_back(name);
  return names.empty() ? "none" : config::joined(names);
}

}  // namespace

void FieldCheck::step(const std::vector<StepInstance>& alternatives) {
  for (const StepInstance& each : alternatives) {
    needs(each);
    if (each.component().fields_in != alternatives.front().component().fields_in)
      report_.error(each.at, Code::kAlternativesDiffer,
                    "alternative '" + each.name + "' needs other fields than '" + alternatives.front().name + "': " +
                        field_list(each.component()) + " instead of " + field_list(alternatives.front().component()),
                    "alternatives do the same with another source");
  }
  produce(alternatives);
}

void FieldCheck::needs(const StepInstance& step) {
  const std::string needs = "'" + step.name + "' needs the field ";
  for (const auto& [field, type] : step.component().fields_in) {
    const auto found = products_.find(field);
    if (found == products_.end()) {
      report_.error(step.at, Code::kFieldUnproduced, needs + field + ", which no earlier step produces", nearest(field));
      continue;
    }
    if (!always(step.at, needs + field, field, found->second)) continue;
    for (const auto& [maker, declaration] : found->second.by)
      if (declaration->type != type)
        report_.error(step.at, Code::kFieldTypeMismatch,
                      needs + field + " as " + std::string(attest::type_name(type)) + "; '" + maker + "' produces it as " +
                          std::string(attest::type_name(declaration->type)));
  }
}

// always: whether every alternative of the step that produces the field does.
bool FieldCheck::always(const config::Position& at, const std::string& who, const std::string& field,
                        const Product& product) {
  if (product.lacking.empty()) return true;
  report_.error(at, Code::kAlternativesDiffer,
                who + "; '" + product.by.front().first + "' produces it, and the alternative '" + product.lacking + "' does not",
                "remove '" + product.lacking + "' from the alternatives, or let another step produce " + field);
  return false;
}

// leaves: whether nobody who produces the field declares it internal.
bool FieldCheck::leaves(const config::Position& at, const std::string& field, const Product& product) {
  for (const auto& [maker, declaration] : product.by) {
    if (!declaration->internal) continue;
    report_.error(at, Code::kFieldInternal,
                  "the field '" + field + "' of '" + maker + "' is for later steps only; it never leaves the gate",
                  "remove it from ticket");
    return false;
  }
  return true;
}

void FieldCheck::produce(const std::vector<StepInstance>& alternatives) {
  std::map<std::string, Product> here;
  for (const StepInstance& each : alternatives) {
    for (const pipeline::FieldDeclaration& field : each.component().fields_out) {
      here[field.name].by.emplace_back(each.name, &field);
      const auto earlier = products_.find(field.name);
      if (earlier != products_.end())
        report_.error(each.at, Code::kFieldTwice,
                      "ticket field " + field.name + " is produced by '" + earlier->second.by.front().first + "' already",
                      "remove one of the two steps");
    }
  }
  for (auto& [name, product] : here)
    for (const StepInstance& each : alternatives)
      if (each.component().field(name) == nullptr) product.lacking = each.name;
  products_.merge(here);
}

void FieldCheck::ticket(const config::PipelineEntry& entry) {
  const std::vector<std::string>* carried = pipeline::carried_by_join_api(entry.request);
  for (std::size_t i = 0; i < entry.ticket.size(); ++i) {
    const std::string& field = entry.ticket[i];
    const config::Position& at = entry.ticket_at[i];
    const auto found = products_.find(field);
    if (found == products_.end()) {
      report_.error(at, Code::kFieldUnproduced, "no step produces the ticket field '" + field + "'", nearest(field));
      continue;
    }
    if (!always(at, "the ticket needs the field " + field, field, found->second)) continue;
    if (!leaves(at, field, found->second)) continue;
    if (carried != nullptr && std::find(carried->begin(), carried->end(), field) == carried->end())
      report_.warning(at, Code::kFieldNotCarried,
                      "join.API has no place for the field '" + field + "' in the answer to a " + entry.request,
                      "nodes that speak it get their ticket without this field; postern.v1 carries any");
  }
}

std::string FieldCheck::nearest(const std::string& field) const {
  std::vector<std::string> names;
  for (const auto& [name, product] : products_) names.push_back(name);
  return config::hint_of(field, names);
}

}  // namespace postern::gate

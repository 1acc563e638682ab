// SPDX-License-Identifier: Apache-2.0
#pragma once

// FieldCheck: what the backends of a pipeline produce, and whether later steps and the ticket find what they need.

#include <map>
#include <string>
#include <vector>

#include "host/gate/link_check.h"

namespace postern::gate {

class FieldCheck {
 public:
  explicit FieldCheck(const PipelineReport& report) : report_(report) {}

  // step: a backend and its alternatives, in their order. What each needs was produced before and needs the same, and
  // what they produce was not. FIELD_UNPRODUCED, FIELD_TYPE_MISMATCH, FIELD_TWICE, ALTERNATIVES_DIFFER.
  void step(const std::vector<StepInstance>& alternatives);

  // ticket: every listed field is produced, whichever alternatives answer, and may leave the gate. FIELD_UNPRODUCED,
  // FIELD_INTERNAL, ALTERNATIVES_DIFFER; a warning FIELD_NOT_CARRIED when join.API has no place for it.
  void ticket(const config::PipelineEntry& entry);

 private:
  // Product: a field, and who of a step makes it.
  struct Product {
    std::vector<std::pair<std::string, const pipeline::FieldDeclaration*>> by;
    std::string lacking;  // an alternative of the same step that does not make it
  };
  void needs(const StepInstance& step);
  void produce(const std::vector<StepInstance>& alternatives);
  bool always(const config::Position& at, const std::string& who, const std::string& field, const Product& product);
  bool leaves(const config::Position& at, const std::string& field, const Product& product);
  std::string nearest(const std::string& field) const;

  const PipelineReport& report_;
  std::map<std::string, Product> products_;
};

}  // namespace postern::gate

// SPDX-License-Identifier: Apache-2.0
#pragma once

// StepCheck: walks the steps of one pipeline in order and keeps what would be proven and produced by then.

#include <map>
#include <set>
#include <string>

#include "host/gate/resolved.h"

namespace postern::gate {

class StepCheck {
 public:
  StepCheck(const Resolved& resolved, const config::PipelineEntry& entry, config::Diagnostics& out)
      : resolved_(resolved), entry_(entry), out_(out) {}
  void run();

 private:
  void step(const config::StepEntry& step);
  void validator(const config::StepEntry& step, const plugin::ComponentDescriptor& component);
  void backend(const config::StepEntry& step);
  void link(const config::StepEntry& step, const plugin::ComponentDescriptor& component);
  void needs(const config::StepEntry& step, const plugin::ComponentDescriptor& component);
  void fields(const config::StepEntry& step, const plugin::ComponentDescriptor& component,
              std::set<std::string>& produced_here);
  void state_claims(const config::StepEntry& step, const plugin::ComponentDescriptor& component);
  void bound();
  void conditions();
  void condition(const pipeline::Condition& condition, const config::Position& at);
  void ticket();
  void error(const config::Position& at, const std::string& text);

  const Resolved& resolved_;
  const config::PipelineEntry& entry_;
  config::Diagnostics& out_;
  std::map<std::string, uint32_t, std::less<>> claims_;  // proven so far, with their types
  std::set<std::string> stated_;  // claims that a step so far may state, those that only warn included
  uint32_t bindings_ = 0;                   // proven so far
  std::map<std::string, std::string> fields_;  // produced so far → step
  int validators_ = 0, enforced_ = 0, backends_ = 0;
  bool broken_ = false;  // a step is unknown: what follows from it would only confuse
};

}  // namespace postern::gate

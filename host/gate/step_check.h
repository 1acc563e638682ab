// SPDX-License-Identifier: Apache-2.0
#pragma once

// StepCheck: walks the steps of one pipeline in order: that each exists, stands where its kind belongs, finds what it
// needs; and keeps what is proven and produced by then.

#include <set>
#include <string>

#include "host/gate/field_check.h"
#include "host/gate/link_check.h"

namespace postern::gate {

class StepCheck {
 public:
  // judged: whether any validator of the file judges the pipeline's evidence; else each step need not say it again.
  StepCheck(const Resolved& resolved, const config::PipelineEntry& entry, bool judged, const PipelineReport& report)
      : resolved_(resolved), entry_(entry), judged_(judged), report_(report), fields_(report) {}
  void run();

 private:
  bool exists(const config::StepEntry& step);
  void step(const config::StepEntry& step);
  void validator(const config::StepEntry& step, const StepInstance& instance);
  void evidence(const StepInstance& instance);
  void backend(const config::StepEntry& step);
  StepInstance instance(const config::StepEntry& step, std::size_t index) const;

  const Resolved& resolved_;
  const config::PipelineEntry& entry_;
  const bool judged_;
  const PipelineReport& report_;
  Proof proof_;
  FieldCheck fields_;
  std::set<std::string> seen_;  // instances that are steps
  int validators_ = 0, backends_ = 0;
};

}  // namespace postern::gate

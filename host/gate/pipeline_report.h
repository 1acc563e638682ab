// SPDX-License-Identifier: Apache-2.0
#pragma once

// PipelineReport: diagnostics about one pipeline, which they name.

#include <string>

#include "host/config/diagnostic.h"

namespace postern::gate {

class PipelineReport {
 public:
  // out outlives this.
  PipelineReport(const std::string& pipeline, config::Diagnostics& out)
      : label_("pipeline \"" + pipeline + "\": "), out_(out) {}

  void error(const config::Position& at, config::Code code, const std::string& text, std::string hint = "") const {
    out_.error(at, code, label_ + text, std::move(hint));
  }
  void warning(const config::Position& at, config::Code code, const std::string& text, std::string hint = "") const {
    out_.warning(at, code, label_ + text, std::move(hint));
  }

 private:
  const std::string label_;
  config::Diagnostics& out_;
};

}  // namespace postern::gate

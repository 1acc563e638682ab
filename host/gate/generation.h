// SPDX-License-Identifier: Apache-2.0
#pragma once

// Generation: one configuration in force: its instances and pipelines. Immutable; lives as long as anything that began
// with it.

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "host/gate/resolved.h"
#include "host/pipeline/pipeline.h"

namespace postern::gate {

class Generation {
 public:
  // build: creates and (unless told otherwise) self-tests every instance that a pipeline uses. What fails goes to out,
  // and the answer is then nullptr. resolved has been checked by check_pipelines without an error.
  static std::shared_ptr<const Generation> build(const Resolved& resolved, const plugin::Surroundings& around,
                                                 attest::Time now, config::Diagnostics& out, bool self_test = true);

  const std::vector<pipeline::Pipeline>& pipelines() const { return pipelines_; }

  // evidence_type: name of the evidence type with this OID, or empty.
  std::string evidence_type(std::string_view oid) const;

 private:
  friend class GenerationBuilder;
  std::vector<pipeline::Pipeline> pipelines_;
  std::map<std::string, std::string, std::less<>> evidence_;  // OID → name
};

}  // namespace postern::gate

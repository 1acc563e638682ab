// SPDX-License-Identifier: Apache-2.0
#include "host/pipeline/pipeline.h"

namespace postern::pipeline {

bool Match::catches(std::string_view evidence_type, std::string_view kind, std::string_view asked_role) const {
  if (evidence != evidence_type || request != kind) return false;
  if (asked_role == kControlPlane) return role == kControlPlane;
  return role.empty() || role == kWorker;
}

const Pipeline* route(const std::vector<Pipeline>& pipelines, std::string_view evidence_type,
                      std::string_view kind, std::string_view asked_role) {
  for (const Pipeline& pipeline : pipelines)
    if (pipeline.match.catches(evidence_type, kind, asked_role)) return &pipeline;
  return nullptr;
}

}  // namespace postern::pipeline

// SPDX-License-Identifier: Apache-2.0
#include "host/pipeline/offer.h"

#include <algorithm>

namespace postern::pipeline {
namespace {

bool contains(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace

void add_offered(const std::vector<FieldDeclaration>& declared, const std::vector<std::string>& listed,
                 const std::vector<std::string>& carried, std::vector<std::string>& names) {
  for (const FieldDeclaration& field : declared) {
    const bool is_listed = listed.empty() || contains(listed, field.name);
    const bool is_carried = carried.empty() || contains(carried, field.name);
    if (!field.internal && is_listed && is_carried && !contains(names, field.name)) names.push_back(field.name);
  }
}

std::vector<std::string> offered(const Pipeline& pipeline, const std::vector<std::string>& carried) {
  std::vector<std::string> names;
  for (const BackendStep& step : pipeline.backends)
    for (const std::shared_ptr<Backend>& backend : step.alternatives)
      add_offered(backend->fields_out(), pipeline.ticket, carried, names);
  return names;
}

}  // namespace postern::pipeline

// SPDX-License-Identifier: Apache-2.0
#include "vectors/outcome.h"

namespace postern::vectors {

Outcome refused(const sdk::Failure& failure) {
  const int32_t status_class = POSTERN_STATUS_CLASS(failure.status());
  if (status_class != POSTERN_CLASS_DENIED && status_class != POSTERN_CLASS_RETRYABLE)
    throw BrokenCase("no verdict but status " + std::to_string(failure.status()) + ": " + failure.operator_text());
  Outcome outcome;
  outcome.code = failure.code().empty() ? "REFUSED_WITHOUT_CODE" : failure.code();
  outcome.text = failure.operator_text();
  if (!failure.expected().empty()) outcome.text += " (expected " + failure.expected() + ", observed " + failure.observed() + ")";
  return outcome;
}

std::vector<std::string> differences(const Json& found, const Json& facts, const std::string& path) {
  if (found.is_object() && facts.is_object()) {
    std::vector<std::string> all;
    for (const auto& [name, fact] : facts.items()) {
      if (!found.contains(name)) continue;
      for (std::string& one : differences(found[name], fact, path.empty() ? name : path + "." + name))
        all.push_back(std::move(one));
    }
    return all;
  }
  if (found.is_array() && facts.is_array() && found.size() == facts.size()) {
    std::vector<std::string> all;
    for (std::size_t i = 0; i < facts.size(); ++i)
      for (std::string& one : differences(found[i], facts[i], path + "[" + std::to_string(i) + "]"))
        all.push_back(std::move(one));
    return all;
  }
  if (found == facts) return {};
  return {path + ": the manifest says " + facts.dump() + ", found " + found.dump()};
}

}  // namespace postern::vectors

// SPDX-License-Identifier: Apache-2.0
#include "common/attdoc/bounded_json.h"

#include <set>
#include <string>
#include <vector>

namespace postern::attdoc {
namespace {

using nlohmann::json;

sdk::Failure refused(std::string text) {
  return sdk::Failure::malformed("the attestation document " + std::move(text))
      .about("evidence")
      .spec("RFC 8259")
      .peer("the attestation document is not valid");
}

// Watcher: counts what the parser meets and drops everything once a limit is passed.
class Watcher {
 public:
  explicit Watcher(const JsonLimits& limits) : limits_(limits) {}

  bool keep(int depth, json::parse_event_t event, const json& parsed) {
    if (++values_ > limits_.values) complaint_ = "holds too many values";
    if (depth > limits_.depth) complaint_ = "is nested too deeply";
    if (!complaint_.empty()) return false;
    if (event == json::parse_event_t::object_start) names_.emplace_back();
    if (event == json::parse_event_t::object_end) names_.pop_back();
    if (event == json::parse_event_t::key &&
        !names_.back().insert(parsed.get_ref<const std::string&>()).second)
      complaint_ = "has two members of one name in an object";
    return complaint_.empty();
  }
  const std::string& complaint() const { return complaint_; }

 private:
  const JsonLimits& limits_;
  std::size_t values_ = 0;
  std::vector<std::set<std::string>> names_;  // of the objects that are open
  std::string complaint_;
};

}  // namespace

sdk::Result<json> parse_json(std::string_view text, const JsonLimits& limits) {
  if (text.size() > limits.bytes)
    return refused("is longer than " + std::to_string(limits.bytes) + " bytes")
        .observed(std::to_string(text.size()));
  Watcher watcher(limits);
  json value = json::parse(
      text.begin(), text.end(),
      [&](int depth, json::parse_event_t event, json& parsed) { return watcher.keep(depth, event, parsed); },
      false);
  if (!watcher.complaint().empty()) return refused(watcher.complaint());
  if (value.is_discarded()) return refused("is not JSON");
  if (!value.is_object()) return refused("is not a JSON object");
  return value;
}

}  // namespace postern::attdoc

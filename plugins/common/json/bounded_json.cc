// SPDX-License-Identifier: Apache-2.0
#include "common/json/bounded_json.h"

#include <set>
#include <vector>

namespace postern::common {
namespace {

using nlohmann::json;

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
  std::string_view complaint() const { return complaint_; }

 private:
  const JsonLimits& limits_;
  std::size_t values_ = 0;
  std::vector<std::set<std::string>> names_;  // of the objects that are open
  std::string_view complaint_;
};

}  // namespace

std::variant<json, JsonComplaint> read_json(std::string_view text, const JsonLimits& limits) {
  if (text.size() > limits.bytes) return JsonComplaint{"is too long"};
  Watcher watcher(limits);
  json value = json::parse(
      text.begin(), text.end(),
      [&](int depth, json::parse_event_t event, json& parsed) { return watcher.keep(depth, event, parsed); },
      false);
  if (!watcher.complaint().empty()) return JsonComplaint{watcher.complaint()};
  if (value.is_discarded()) return JsonComplaint{"is not JSON"};
  if (!value.is_object()) return JsonComplaint{"is not a JSON object"};
  return value;
}

const json* find_member(const json& object, const char* name) {
  const auto found = object.find(name);
  return found == object.end() || found->is_null() ? nullptr : &*found;
}

}  // namespace postern::common

// SPDX-License-Identifier: Apache-2.0
#include "host/gate/validity_check.h"

#include <algorithm>

#include "host/config/moment.h"

namespace postern::gate {
namespace {

// text: the text under the key, or "".
std::string text(const nlohmann::json& set, const char* key) {
  const auto found = set.find(key);
  return found == set.end() || !found->is_string() ? "" : found->get<std::string>();
}

// is_valid: whether the set holds at this time; not_after itself is past it. What has no period always holds.
bool is_valid(const nlohmann::json& set, attest::Time now) {
  if (!set.is_object()) return true;
  const auto from = config::parse_moment(text(set, "not_before")), until = config::parse_moment(text(set, "not_after"));
  return (!from || now >= *from) && (!until || now < *until);
}

std::string name_of(const nlohmann::json& set) {
  const std::string from = text(set, "not_before"), until = text(set, "not_after");
  return "\"" + text(set, "name") + "\" (" + (from.empty() ? "" : "from " + from) + (from.empty() || until.empty() ? "" : " ") +
         (until.empty() ? "" : "until " + until) + ")";
}

}  // namespace

void check_validity(const config::InstanceEntry& entry, const std::string& schema, attest::Time now,
                    config::Diagnostics& out) {
  for (const std::string& key : config::marked_keys(schema, "x-postern-file", "toml")) {
    const auto sets = entry.config.find(key);
    if (sets == entry.config.end() || !sets->is_array() || sets->empty()) continue;
    if (std::any_of(sets->begin(), sets->end(), [&](const auto& set) { return is_valid(set, now); })) continue;
    std::string names;
    for (const auto& set : *sets) names += (names.empty() ? "" : ", ") + name_of(set);
    out.warning(entry.place("/" + key + "/0"), config::Code::kMeasurementsInvalidNow,
                "[instances." + entry.name + "]: config/" + key + ": no set is valid now: " + names,
                "every machine will be refused until one is");
  }
}

}  // namespace postern::gate

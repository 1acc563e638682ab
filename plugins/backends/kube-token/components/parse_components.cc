// SPDX-License-Identifier: Apache-2.0
#include "backends/kube-token/components/parse_components.h"

#include <set>

#include "common/json/bounded_json.h"

namespace postern::kube_token {
namespace {

using nlohmann::json;
using sdk::Result;

constexpr common::JsonLimits kLimits{kMaxComponentsText + 64, 1024, 4};

sdk::Failure wrong(std::string what) { return sdk::Failure::misconfigured("", "the cluster's list of components " + std::move(what)); }

bool read_text(const json& value, std::string& out) {
  if (value.is_string()) out = value.get<std::string>();
  return value.is_string();
}

bool read_member(const std::string& name, const json& value, Component& out) {
  if (name == "url") return read_text(value, out.url);
  if (name == "hash") return read_text(value, out.hash);
  if (name == "install_path") return read_text(value, out.install_path);
  if (name != "extract" || !value.is_boolean()) return false;
  out.extract = value.get<bool>();
  return true;
}

Result<Component> read_component(const json& object, std::size_t index) {
  const std::string where = ": entry " + std::to_string(index) + " ";
  Component out;
  if (!object.is_object()) return wrong(where + "is no object");
  for (const auto& [name, value] : object.items())
    if (!read_member(name, value, out)) return wrong(where + "has a member that is not known or of another type");
  const std::string complaint = check_component(out);
  if (!complaint.empty()) return wrong(where + complaint);
  return out;
}

}  // namespace

Result<std::vector<Component>> parse_components(std::string_view text) {
  // The reader takes objects only; a text that would leave the one around it adds a member, or is no JSON.
  const auto read = common::read_json("{\"components\":" + std::string(text.substr(0, kMaxComponentsText + 1)) + "}", kLimits);
  if (const auto* complaint = std::get_if<common::JsonComplaint>(&read)) return wrong(std::string(complaint->text));
  const json& around = std::get<json>(read);
  if (text.size() > kMaxComponentsText) return wrong("is too long");
  if (around.size() != 1 || !around.contains("components") || !around["components"].is_array()) return wrong("is no JSON list");
  const json& list = around["components"];
  if (list.size() > kMaxComponents) return wrong("has more than " + std::to_string(kMaxComponents) + " entries");
  std::vector<Component> out;
  std::set<std::string> paths;
  for (const json& object : list) {
    POSTERN_TRY(component, read_component(object, out.size()));
    if (!paths.insert(component.install_path).second) return wrong("has two entries of one install_path");
    out.push_back(std::move(component));
  }
  return out;
}

}  // namespace postern::kube_token

// SPDX-License-Identifier: Apache-2.0
#include "host/gate/contacts.h"

#include <nlohmann/json.hpp>
#include <set>

#include "host/collateral/allow_list.h"

namespace postern::gate {
namespace {

constexpr char kMark[] = "x-postern-url", kNothing[] = "none";

std::set<std::string> used_instances(const config::GateFile& file) {
  std::set<std::string> used;
  if (!file.node.issuer.empty()) used.insert(file.node.issuer);
  for (const config::PipelineEntry& pipeline : file.pipelines)
    for (const config::StepEntry& step : pipeline.steps) used.insert(step.instances.begin(), step.instances.end());
  return used;
}

// Gathers the contacts of one instance.
class Gathering {
 public:
  Gathering(const ResolvedInstance& instance, const collateral::AllowList& allow_list, std::vector<Contact>& into)
      : instance_(instance), allow_list_(allow_list), into_(into) {}

  void run() {
    const auto schema = nlohmann::json::parse(instance_.spec.component->config_schema, nullptr, false);
    if (!schema.is_object() || !schema.contains("properties") || !schema["properties"].is_object()) return;
    for (const auto& [key, property] : schema["properties"].items()) {
      if (!property.is_object() || !property.contains(kMark) || property[kMark] != true) continue;
      const auto& config = instance_.entry.config;
      if (config.contains(key)) values(key, config[key], "/" + key, false);
      else if (property.contains("default")) values(key, property["default"], "", true);
    }
  }

 private:
  void values(const std::string& key, const nlohmann::json& value, const std::string& pointer, bool is_default) {
    if (value.is_string()) return add(key, value.get<std::string>(), pointer, is_default);
    if (!value.is_array()) return;  // the component says what it expected
    for (std::size_t i = 0; i < value.size(); ++i)
      if (value[i].is_string())
        add(key, value[i].get<std::string>(), is_default ? pointer : pointer + "/" + std::to_string(i), is_default);
  }

  void add(const std::string& key, const std::string& url, const std::string& pointer, bool is_default) {
    if (url.empty() || url == kNothing) return;
    Contact contact;
    contact.instance = instance_.entry.name;
    contact.key = key;
    contact.is_default = is_default;
    contact.at = is_default ? instance_.entry.at : instance_.entry.place(pointer);
    const auto address = collateral::parse_address(url);
    contact.url = address.ok() ? url : "(not a usable URL)";
    if (address.ok()) contact.host = address->origin();
    if (const auto allowed = allow_list_.check(url); !allowed.ok())
      contact.refusal = std::string(allowed.status().message());
    into_.push_back(std::move(contact));
  }

  const ResolvedInstance& instance_;
  const collateral::AllowList& allow_list_;
  std::vector<Contact>& into_;
};

}  // namespace

std::vector<Contact> contacts_of(const Resolved& resolved) {
  const collateral::AllowList allow_list(resolved.file.collateral.hosts);
  std::vector<Contact> contacts;
  for (const std::string& name : used_instances(resolved.file)) {
    const auto found = resolved.instances.find(name);
    if (found != resolved.instances.end()) Gathering(found->second, allow_list, contacts).run();
  }
  return contacts;
}

void check_contacts(const Resolved& resolved, config::Diagnostics& out) {
  for (const Contact& contact : contacts_of(resolved)) {
    if (contact.refusal.empty()) continue;
    const std::string text = "[instances." + contact.instance + "]: config/" + contact.key + ": " + contact.url +
                       (contact.is_default ? " (the default)" : "") + " may not be contacted: " + contact.refusal;
    std::string hint;
    if (contact.refusal.find("[collateral]") != std::string::npos)
      hint = "add \"" + contact.host + "\" to it, or set " + contact.key + " = \"none\" when the component can do without";
    out.error(contact.at, config::Code::kContactRefused, text, hint);
  }
}

std::string print(const Contact& contact) {
  return contact.instance + ": " + contact.key + ": " + contact.url + (contact.is_default ? " by default" : "") +
         (contact.refusal.empty() ? " (allowed)" : " (NOT allowed: " + contact.refusal + ")");
}

}  // namespace postern::gate

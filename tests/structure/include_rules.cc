// SPDX-License-Identifier: Apache-2.0
#include "structure/include_rules.h"

#include <functional>
#include <optional>
#include <regex>

#include "structure/plain_code.h"

namespace postern::structure {
namespace {

// Height of a layer of the host; an include must point to a lower one or stay in its folder.
std::optional<int> height(const std::string& layer) {
  static const std::map<std::string, int> heights{{"attest", 1}, {"pipeline", 2},   {"plugin", 3},  {"config", 3},
                                                  {"atls", 3},   {"rpc", 3},        {"observe", 3}, {"record", 3}, {"watch", 3},
                                                  {"web", 3},
                                                  {"gate", 4},   {"collateral", 3}, {"ledger", 3},
                                                  {"setup", 5},  {"daemon", 6},     {"offline", 6}, {"app", 7}};
  const auto found = heights.find(layer);
  return found == heights.end() ? std::nullopt : std::optional(found->second);
}

// "host/attest/chain.h" → "attest"; empty when the path is not of that form.
std::string folder_in(std::string_view path, std::string_view parent) {
  if (!is_below(path, parent)) return {};
  const std::string_view rest = path.substr(parent.size() + 1);
  const std::size_t slash = rest.find('/');
  return slash == std::string_view::npos ? std::string() : std::string(rest.substr(0, slash));
}

// The standard library has no folders and no suffix but for C's headers.
bool is_standard(const std::string& target) {
  static const std::regex plain(R"([a-z_0-9]+)");
  static const std::regex of_c(R"((assert|errno|inttypes|limits|math|stddef|stdint|stdio|stdlib|string|time)\.h)");
  return std::regex_match(target, plain) || std::regex_match(target, of_c);
}

bool is_contract(const std::string& target) {
  static const std::regex header(R"(postern/[a-z_]+\.h)");
  return std::regex_match(target, header);
}

using Rule = std::function<std::string(const std::string& path, const std::string& target)>;  // empty: allowed

Violations for_each_include(const SourceTree& tree, const Rule& rule) {
  Violations found;
  for (const auto& [path, content] : tree) {
    if (!is_source(path) || path.ends_with(".proto")) continue;
    for (const Include& include : includes_of(content))
      if (const std::string wrong = rule(path, include.target); !wrong.empty())
        found.push_back(path + ":" + std::to_string(include.line) + ": includes " + include.target + ": " + wrong);
  }
  return found;
}

std::string check_host_include(const std::string& path, const std::string& target) {
  if (!is_below(path, "host") || !is_below(target, "host")) return {};
  const std::string from = folder_in(path, "host"), to = folder_in(target, "host");
  if (from == to) return {};
  const auto above = height(from), below = height(to);
  if (!above || !below) return "a layer without a place in the order";
  if (*below == *above) return "sideways";
  return *below > *above ? "points up" : "";
}

bool is_plugin_header(const std::string& target) {
  return is_below(target, "plugins") || is_below(target, "common") || is_below(target, "validators") ||
         is_below(target, "backends") || is_below(target, "tools");
}

std::string check_side(const std::string& path, const std::string& target) {
  if (is_below(path, "host")) {
    if (is_plugin_header(target)) return "the host knows no plugin";
    if (is_below(target, "postern/sdk")) return "the SDK is for plugins";
    return {};
  }
  if (!is_below(path, "plugins") && !is_below(path, "plugin-api")) return {};
  if (is_below(target, "host")) return "plugins know only the contract";
  for (const std::string_view kind : {"validators", "backends", "tools"}) {
    if (!is_below(target, kind)) continue;
    const std::string own = folder_in(path, "plugins/" + std::string(kind));
    if (own.empty() || own != folder_in(target, kind)) return "plugins do not know each other";
  }
  return {};
}

}  // namespace

std::vector<Include> includes_of(std::string_view content) {
  static const std::regex directive(R"(^\s*#\s*include\s*["<]([^">]+)[">])");
  std::vector<Include> includes;
  const std::vector<std::string> lines = lines_of(content);
  for (std::size_t i = 0; i < lines.size(); ++i)
    if (std::smatch match; std::regex_search(lines[i], match, directive)) includes.push_back({i + 1, match[1]});
  return includes;
}

Violations check_host_layers(const SourceTree& tree) { return for_each_include(tree, check_host_include); }
Violations check_sides(const SourceTree& tree) { return for_each_include(tree, check_side); }

Violations check_core(const SourceTree& tree) {
  const auto in_core = [](std::string_view path) { return is_below(path, "host/attest") || is_below(path, "host/pipeline"); };
  Violations found = for_each_include(tree, [&](const std::string& path, const std::string& target) -> std::string {
    const bool fits = is_standard(target) || is_contract(target) || in_core(target);
    const bool waits = target == "thread" || target == "fstream" || target == "iostream" || target == "filesystem";
    return !in_core(path) || (fits && !waits) ? "" : "the core has no input, no output and no libraries";
  });
  for (const auto& [path, content] : tree)
    if (in_core(path) && is_source(path) && plain_code(content).find("::now(") != std::string::npos)
      found.push_back(path + ": asks a clock; the core is given its time");
  return found;
}

Violations check_contract(const SourceTree& tree) {
  return for_each_include(tree, [](const std::string& path, const std::string& target) -> std::string {
    if (is_below(path, "plugin-api/include"))
      return is_contract(target) || target == "stddef.h" || target == "stdint.h" ? "" : "the contract stands alone";
    if (!is_below(path, "plugin-api/sdk")) return {};
    const bool json = path.ends_with("/json_config.h") && target == "nlohmann/json.hpp";
    return json || is_standard(target) || is_below(target, "postern") ? "" : "the SDK needs only the standard library";
  });
}

}  // namespace postern::structure

// SPDX-License-Identifier: Apache-2.0
#include "host/gate/drawing.h"

#include <map>
#include <utility>

namespace postern::gate {
namespace {

constexpr std::size_t kWidest = 90;  // bytes of a list in one line

std::string text_of(const Json& json) { return json.is_string() ? json.get<std::string>() : json.is_null() ? "" : json.dump(); }

// Drawing: lines that grow downwards along one edge.
class Drawing {
 public:
  void pipeline(const Json& pipeline) {
    line(text_of(pipeline["name"]) + "  (" + text_of(pipeline["file"]) + ":" + text_of(pipeline["line"]) + ")");
    line("  evidence " + text_of(pipeline["evidence"]) + ", request " + text_of(pipeline["request"]) + asked(pipeline));
    bool is_proven = false;
    for (const Json& step : pipeline["steps"]) {
      if (step["kind"] == "backend" && !is_proven) conditions(pipeline);
      is_proven = is_proven || step["kind"] == "backend";
      this->step(step);
    }
    if (!is_proven) conditions(pipeline);
    line("  │");
    line("  ▼ ticket " + (pipeline["ticket"].empty() ? "without fields" : joined(pipeline["ticket"])) + granted(pipeline));
    line("");
  }
  void routes(const Json& routes) {
    line("Who answers whom");
    for (const Json& route : routes)
      line("  " + text_of(route["evidence"]) + ", " + text_of(route["request"]) + " as " + text_of(route["asks"]) + "  →  " +
           (route["pipeline"].is_null() ? "nobody: refused with NO_PIPELINE" : text_of(route["pipeline"])));
  }
  std::string text;

 private:
  void line(const std::string& content) { text += content + "\n"; }

  static std::string joined(const Json& names) {
    std::string list;
    for (const Json& name : names) list += (list.empty() ? "" : ", ") + text_of(name);
    return list;
  }
  // Claims that differ in a number at their end are one entry: "tpm.pcr.* (bytes, 24 of them)".
  static std::string typed(const Json& types) {
    std::map<std::string, std::pair<std::string, int>> groups;
    for (const auto& [name, type] : types.items()) {
      const std::size_t dot = name.rfind('.');
      const bool is_numbered = dot != name.npos && name.find_first_not_of("0123456789", dot + 1) == name.npos && dot + 1 < name.size();
      auto& group = groups[is_numbered ? name.substr(0, dot) + ".*" : name];
      group = {text_of(type), group.second + 1};
    }
    std::string list;
    for (const auto& [name, group] : groups) {
      list += (list.empty() ? "" : ", ") + name + " (" + group.first;
      list += (group.second > 1 ? ", " + std::to_string(group.second) + " of them" : "") + ")";
    }
    return list;
  }
  static std::string asked(const Json& pipeline) {
    if (pipeline["answers"].empty()) return ", answers nobody";
    return ", asked for by " + joined(pipeline["answers"]);
  }
  static std::string granted(const Json& pipeline) {
    if (text_of(pipeline["role"]).empty()) return "";
    const std::string role = "; role " + text_of(pipeline["role"]);
    if (pipeline["role_by"] == "request") return role + ", because the machine asked for it (trust_requested_role)";
    if (pipeline["role_by"] == "none") return role;
    std::string claims;
    for (const Json& condition : pipeline["when"]) claims += (claims.empty() ? "" : " and ") + text_of(condition["claim"]);
    return role + ", because of `when` on " + claims;
  }

  void conditions(const Json& pipeline) {
    for (const Json& condition : pipeline["when"]) {
      line("  │");
      line("  ◇ when " + text_of(condition["claim"]) + " is " + text_of(condition["expects"]) + ", proven by " +
           text_of(condition["proven_by"]));
    }
  }

  void step(const Json& step) {
    line("  │");
    bool is_first = true;
    for (const Json& each : step["alternatives"]) {
      std::string title = (is_first ? "  ├─ " : "  ├─ or, when that is unavailable: ") + text_of(each["instance"]) + "  (" +
                          text_of(step["kind"]) + " " + text_of(each["plugin"]) + "/" + text_of(each["component"]) + " " + text_of(each["version"]);
      if (!step["timeout_ms"].is_null()) title += ", at most " + text_of(step["timeout_ms"]) + " ms";
      line(title + (step["mode"] == "warn" ? "; ONLY WARNS, proves nothing)" : ")"));
      alternative(each);
      is_first = false;
    }
  }

  void alternative(const Json& each) {
    const Json& needs = each["needs"];
    detail("needs   claims ", typed(needs["claims"]));
    detail("needs   bindings ", joined(needs["bindings"]));
    detail("needs   fields ", typed(needs["fields"]));
    detail("proves  claims ", typed(each["proves"]));
    detail("binds   ", joined(each["binds"]));
    std::string fields;
    for (const Json& field : each["gives"])
      fields += (fields.empty() ? "" : ", ") + text_of(field["name"]) + (field["secret"] == true ? " (secret)" : "") +
                (field["internal"] == true ? " (for later steps)" : "");
    detail("gives   ", fields);
  }

  // detail: lists are broken at their commas.
  void detail(const std::string& label, std::string content) {
    std::string margin = label;
    while (!content.empty()) {
      std::size_t end = content.size() > kWidest ? content.rfind(", ", kWidest) : content.npos;
      if (end == content.npos) end = content.size();
      else end += 2;
      line("  │    " + margin + content.substr(0, end));
      content.erase(0, end);
      margin.assign(label.size(), ' ');
    }
  }
};

}  // namespace

std::string draw(const Json& explanation) {
  Drawing drawing;
  for (const Json& pipeline : explanation["pipelines"]) drawing.pipeline(pipeline);
  drawing.routes(explanation["routes"]);
  return std::move(drawing.text);
}

}  // namespace postern::gate

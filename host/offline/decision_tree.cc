// SPDX-License-Identifier: Apache-2.0
#include "host/offline/decision_tree.h"

#include <cstdio>
#include <utility>
#include <vector>

#include "host/offline/record_stream.h"
#include "host/attest/reason_registry.h"

namespace postern::app {
namespace {

using record::Json;

std::string text_of(const Json& json, const char* name) {
  const auto found = json.find(name);
  if (found == json.end() || found->is_null()) return {};
  return printable(found->is_string() ? found->get<std::string>() : record::dump(*found));
}

std::string joined(const Json& names) {
  std::string list;
  for (const Json& name : names) list += (list.empty() ? "" : ", ") + printable(name.is_string() ? name.get<std::string>() : record::dump(name));
  return list.empty() ? "none" : list;
}

std::string duration_of(const Json& json) {
  const auto found = json.find("took_us");
  if (found == json.end() || !found->is_number()) return {};
  char text[32];
  std::snprintf(text, sizeof text, " in %.1f ms", found->get<double>() / 1000);
  return text;
}

// Node: a line, and what belongs to it.
struct Node {
  std::string text;
  std::vector<Node> below = {};
  Node& add(std::string line) { return below.emplace_back(Node{std::move(line)}); }
  void add(const char* label, const std::string& value) {
    if (!value.empty()) add(std::string(label) + " " + value);
  }
};

void draw(const Node& node, const std::string& margin, std::string& out) {
  for (std::size_t i = 0; i < node.below.size(); ++i) {
    const bool is_last = i + 1 == node.below.size();
    out += margin + (is_last ? "└─ " : "├─ ") + node.below[i].text + "\n";
    draw(node.below[i], margin + (is_last ? "   " : "│  "), out);
  }
}

class Drawing {
 public:
  explicit Drawing(bool has_colour) : has_colour_(has_colour) {}

  Node decision(const Json& json) {
    Node root{(json.contains("seq") ? record::dump(json["seq"]) + " " : "") + text_of(json, "kind") + ": " +
              verdict(text_of(json, "verdict")) + duration_of(json)};
    about(json, root);
    for (const Json& step : member(json, "steps")) this->step(step, root);
    proven(json, root);
    if (json.contains("fields")) root.add("ticket  " + joined(json["fields"]));
    if (json.contains("reason")) refusal(json, root);
    return root;
  }

 private:
  // What a step has said already is not said again.
  void refusal(const Json& json, Node& root) const {
    const Json& why = json["reason"];
    for (const Json& step : member(json, "steps"))
      if (text_of(step, "verdict") == text_of(json, "verdict") && step.contains("reason") && step["reason"] == why) {
        root.add(verdict(text_of(json, "verdict")) + " " + text_of(why, "code") + ", as step " + text_of(step, "instance") + " says");
        return;
      }
    reason(why, root.add(verdict(text_of(json, "verdict"))));
  }

  static const Json& member(const Json& json, const char* name) {
    static const Json none = Json::array();
    const auto found = json.find(name);
    return found == json.end() ? none : *found;
  }

  std::string verdict(const std::string& word) const {
    const bool is_allow = word == "allow", is_warn = word == "warn", is_open = word == "cannot-judge";
    const std::string text = is_allow ? "ALLOW" : is_warn ? "WARN" : is_open ? "CANNOT JUDGE" : "DENY";
    if (!has_colour_) return text;
    return std::string("\x1b[1;") + (is_allow ? "32m" : is_warn || is_open ? "33m" : "31m") + text + "\x1b[0m";
  }

  static void about(const Json& json, Node& root) {
    const Json& generation = member(json, "generation");
    const Json& peer = member(json, "peer");
    const Json& evidence = member(json, "evidence");
    std::string when = text_of(json, "time");
    if (generation.is_object()) when += ", generation " + text_of(generation, "number") + " of configuration " + text_of(generation, "digest");
    root.add("time   ", when);
    if (peer.is_object()) root.add("machine", text_of(peer, "connection") + " " + text_of(peer, "address"));
    root.add("by      " + joined(member(json, "pipelines")));
    if (const Json& request = member(json, "request"); request.is_object())
      root.add("request", text_of(request, "kind") + (text_of(request, "role").empty() ? "" : " as " + text_of(request, "role")) + ", " +
                              text_of(request, "id") + "; on offer: " + joined(member(request, "offered")));
    if (const Json& request = member(json, "request"); request.is_object()) root.add("trace  ", text_of(request, "trace"));
    if (!evidence.is_object()) return;
    Node& node = root.add("evidence " + text_of(evidence, "type"));
    node.add("sha256     ", text_of(evidence, "sha256"));
    node.add("nonce      ", text_of(evidence, "nonce"));
    node.add("channel key", text_of(evidence, "channel_key"));
  }

  void step(const Json& step, Node& root) const {
    Node& node = root.add("step " + text_of(step, "instance") + ": " + verdict(text_of(step, "verdict")) + duration_of(step));
    if (step.contains("plugin"))
      node.add("made by " + text_of(step, "plugin") + "/" + text_of(step, "component") + " " + text_of(step, "version") + ", sha256 " +
               text_of(step, "plugin_sha256"));
    for (const Json& fetched : member(step, "fetched"))
      node.add("fetched", text_of(fetched, "url") + (fetched.contains("failure") ? ": " + text_of(fetched, "failure") + " " + text_of(fetched, "text")
                                                                               : ", sha256 " + text_of(fetched, "sha256")));
    if (step.contains("reason")) reason(step["reason"], node);
  }

  static void proven(const Json& json, Node& root) {
    const Json& claims = member(json, "claims");
    if (!claims.is_object()) return;
    Node& node = root.add("proven");
    for (const auto& [name, claim] : claims.items())
      node.add(printable(name) + " = " + text_of(claim, "value") + "  (by " + text_of(claim, "step") + ")");
    for (const auto& [name, binding] : member(json, "bindings").items())
      node.add("bound to " + printable(name) + " " + text_of(binding, "value") + "  (by " + text_of(binding, "step") + ")");
  }

  static void reason(const Json& reason, Node& node) {
    const std::pair<const char*, const char*> parts[] = {{"code    ", "code"},        {"class   ", "class"},  {"checked ", "subject"},
                                                         {"expected", "expected"}, {"observed", "observed"}, {"asked by", "spec"},
                                                         {"says    ", "text"}};
    for (const auto& [label, name] : parts) node.add(label, text_of(reason, name));
    if (const Json& lines = member(reason, "details"); !lines.empty()) {
      Node& details = node.add("details ");
      for (const Json& line : lines) details.add(printable(line.is_string() ? line.get<std::string>() : record::dump(line)));
    }
    const attest::ReasonEntry* entry = attest::find_reason(text_of(reason, "code"));
    if (entry == nullptr) return;
    node.add("means   ", std::string(entry->cause));
    node.add("remedy  ", std::string(entry->remedy));
  }

  const bool has_colour_;
};

}  // namespace

std::string draw_tree(const Json& decision, bool has_colour) {
  const Node root = Drawing(has_colour).decision(decision);
  std::string out = root.text + "\n";
  draw(root, "", out);
  return out;
}

}  // namespace postern::app

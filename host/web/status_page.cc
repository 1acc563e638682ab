// SPDX-License-Identifier: Apache-2.0
#include "host/web/status_page.h"

#include "host/web/escape_html.h"

namespace postern::web {
namespace {

std::string tag(const std::string& name, const std::string& text, const std::string& cls = "") {
  return "<" + name + (cls.empty() ? "" : " class=\"" + cls + "\"") + ">" + escape_html(text) + "</" + name + ">";
}

std::string term(const std::string& name, const std::string& text) {
  return text.empty() ? "" : tag("dt", name) + tag("dd", text);
}

std::string step(const StepView& view) {
  std::string inner = tag("strong", view.instance) + " " + tag("span", view.component, "dim");
  for (const std::string& other : view.alternatives) inner += " or " + tag("strong", other);
  if (view.warns) inner += " " + tag("em", "warns only");
  return "<li class=\"" + std::string(view.judges ? "judge" : "give") + (view.warns ? " warn" : "") + "\">" + inner + "</li>";
}

std::string pipeline(const PipelineView& view) {
  std::string out = "<div class=\"pipeline\">" + tag("strong", view.name) + " " +
                    tag("span", view.evidence + " \xC2\xB7 " + view.request + (view.role.empty() ? "" : " \xC2\xB7 " + view.role), "dim");
  for (const CountView& count : view.counts)
    out += " " + tag("span", count.what + " " + std::to_string(count.number), count.what == "issued" ? "good" : "bad");
  out += "<ol class=\"chain\">";
  bool tested = view.when.empty();
  const auto conditions = [&] {
    for (const std::string& condition : view.when) out += "<li class=\"when\">when " + tag("code", condition) + "</li>";
    tested = true;
  };
  for (const StepView& each : view.steps) {
    if (!tested && !each.judges) conditions();
    out += step(each);
  }
  if (!tested) conditions();
  return out + "</ol></div>";
}

std::string explanation(const DecisionView& view) {
  const std::string list = term("what", view.subject) + term("expected", view.expected) + term("observed", view.observed) +
                           term("after", view.specification) + term("text", view.text) + term("remedy", view.remedy);
  return list.empty() ? "" : "<dl>" + list + "</dl>";
}

std::string decision(const DecisionView& view) {
  const std::string where = view.pipeline.empty() ? view.evidence : view.pipeline;
  return "<tr>" + tag("td", view.time) + "<td>" + tag("span", view.code, view.is_refusal ? "bad" : "good") +
         (view.is_refusal ? explanation(view) : "") + "</td>" +
         tag("td", view.request.empty() ? "handshake" : view.request) + tag("td", where) + tag("td", view.step) +
         "<td>" + tag("code", view.connection) + (view.request_id.empty() ? "" : "<br>" + tag("code", view.request_id)) +
         "</td></tr>";
}

std::string generation(const StatusView& view) {
  std::string out = "<dl>" + term("generation", std::to_string(view.generation) + ", in force since " + view.loaded) +
                    term("configuration", view.digest.empty() ? "" : "SHA-256 " + view.digest) +
                    term("machines connected", std::to_string(view.connections) +
                                                   (view.draining == 0 ? "" : ", " + std::to_string(view.draining) +
                                                                                  " of them by an older generation"));
  if (!view.reload_time.empty())
    out += tag("dt", "last reload") + "<dd>" + escape_html(view.reload_time) + ": " +
           tag("span", view.reload_result, view.reload_failed ? "bad" : "good") + "</dd>";
  return out + "</dl>";
}

}  // namespace

std::string status_part(const StatusView& view) {
  std::string out = generation(view) + tag("h2", "Pipelines");
  for (const PipelineView& each : view.pipelines) out += pipeline(each);
  out += tag("h2", "Last decisions");
  if (view.decisions.empty()) {
    out += tag("p", "None yet.", "dim");
  } else {
    out += "<table><tr><th>time</th><th>decision</th><th>request</th><th>pipeline</th><th>step</th><th>connection</th></tr>";
    for (const DecisionView& each : view.decisions) out += decision(each);
    out += "</table>";
  }
  out += tag("h2", "Plugins") + "<table>";
  for (const PluginView& each : view.plugins)
    out += "<tr>" + tag("td", each.name) + tag("td", each.version) + "<td>" + tag("code", each.sha256) + "</td></tr>";
  return out + "</table>";
}

std::string status_page(const StatusView& view) {
  return "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>Postern</title>"
         "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"
         "<link rel=\"stylesheet\" href=\"/status.css\"><script src=\"/status.js\" defer></script>"
         "<noscript><meta http-equiv=\"refresh\" content=\"2\"></noscript></head><body><header><h1>Postern</h1>" +
         tag("span", "version " + view.version) + tag("span", "up since " + view.started) +
         "<span id=\"lost\">the gate does not answer</span></header><main>" + status_part(view) + "</main></body></html>\n";
}

}  // namespace postern::web

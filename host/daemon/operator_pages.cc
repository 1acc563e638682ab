// SPDX-License-Identifier: Apache-2.0
#include "host/daemon/operator_pages.h"

#include "host/daemon/gauges.h"
#include "host/daemon/status_view.h"
#include "host/web/status_page.h"

namespace postern::app {
namespace {

constexpr char kHtml[] = "text/html; charset=utf-8";
constexpr char kText[] = "text/plain; charset=utf-8";

}  // namespace

absl::Status OperatorPages::start(const std::string& address) {
  auto server = web::WebServer::start(address, pages());
  if (!server.ok()) return server.status();
  server_ = *std::move(server);
  host_ = address.substr(0, address.rfind(':'));
  return absl::OkStatus();
}

std::string OperatorPages::url() const { return "http://" + host_ + ":" + std::to_string(server_->port()) + "/"; }

web::Page OperatorPages::metrics_page() {
  read_gauges(door_, drain_, reloader_, metrics_);
  metrics_.set("build_info", {{"version", POSTERN_VERSION}}, 1);
  metrics_.set("ready", {}, readiness().status == 200 ? 1 : 0);
  return {200, "text/plain; version=0.0.4; charset=utf-8", metrics_.text()};
}

web::Page OperatorPages::readiness() const {
  if (!is_ready_) return {503, kText, "not ready: joins are not taken\n"};
  const std::string obstacle = obstacle_();
  if (!obstacle.empty()) return {503, kText, "not ready: decisions cannot be recorded: " + obstacle + "\n"};
  return {200, kText, "ready\n"};
}

web::WebServer::Pages OperatorPages::pages() {
  const auto view = [this] { return status_view(reloader_, gate_, drain_, started_); };
  return {
      {"/", [view] { return web::Page{200, kHtml, web::status_page(view())}; }},
      {"/status.html", [view] { return web::Page{200, kHtml, web::status_part(view())}; }},
      {"/status.css", [] { return web::Page{200, "text/css; charset=utf-8", web::kStyle}; }},
      {"/status.js", [] { return web::Page{200, "text/javascript; charset=utf-8", web::kScript}; }},
      {"/metrics", [this] { return metrics_page(); }},
      {"/healthz", [] { return web::Page{200, kText, "ok\n"}; }},
      {"/readyz", [this] { return readiness(); }},
  };
}

}  // namespace postern::app

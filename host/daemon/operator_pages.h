// SPDX-License-Identifier: Apache-2.0
#pragma once

// OperatorPages: what [gate] admin_listen serves over HTTP, all of it read-only:
//   /          the status page, with /status.html, /status.css and /status.js
//   /metrics   for Prometheus (text format 0.0.4)
//   /healthz   200 while the process works
//   /readyz    200 while it takes joins, else 503 with why not

#include <atomic>
#include <functional>
#include <memory>

#include "host/daemon/door.h"
#include "host/daemon/reloader.h"
#include "host/web/web_server.h"

namespace postern::app {

class OperatorPages {
 public:
  // Obstacle: why joins are refused whoever asks; empty: they are not. Any thread, and may block.
  using Obstacle = std::function<std::string()>;

  // All outlive the pages.
  OperatorPages(const Reloader& reloader, const gate::Gate& gate, const gate::Drain& drain, const Door& door,
                observe::Metrics& metrics, Obstacle obstacle)
      : reloader_(reloader), gate_(gate), drain_(drain), door_(door), metrics_(metrics), obstacle_(std::move(obstacle)) {}

  // start: serves them on address; UNAVAILABLE says why it cannot.
  absl::Status start(const std::string& address);

  // set_ready: whether /readyz says so.
  void set_ready(bool is_ready) { is_ready_ = is_ready; }

  // url: where the status page is ("http://127.0.0.1:9464/").
  std::string url() const;

 private:
  web::WebServer::Pages pages();
  web::Page metrics_page();
  web::Page readiness() const;

  const Reloader& reloader_;
  const gate::Gate& gate_;
  const gate::Drain& drain_;
  const Door& door_;
  observe::Metrics& metrics_;
  const Obstacle obstacle_;
  const attest::Time started_ = wall_clock();
  std::atomic<bool> is_ready_ = false;
  std::string host_;
  std::unique_ptr<web::WebServer> server_;
};

}  // namespace postern::app

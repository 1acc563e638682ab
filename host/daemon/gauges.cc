// SPDX-License-Identifier: Apache-2.0
#include "host/daemon/gauges.h"

#include <algorithm>
#include <map>

#include "host/collateral/address.h"

namespace postern::app {
namespace {

double seconds(std::chrono::nanoseconds duration) { return std::chrono::duration<double>(duration).count(); }

struct Kept {
  double pages = 0;
  collateral::Time oldest = collateral::Time::max();
};

std::map<std::string, Kept> kept_by_host(collateral::PageStore& store) {
  std::map<std::string, Kept> hosts;
  for (const collateral::IndexEntry& entry : store.list()) {
    const auto address = collateral::parse_address(entry.url);
    Kept& kept = hosts[address.ok() ? address->host : "other"];
    ++kept.pages;
    kept.oldest = std::min<collateral::Time>(kept.oldest, entry.fetched);
  }
  return hosts;
}

void read_collateral(const Reloader& reloader, observe::Metrics& metrics) {
  std::shared_ptr<collateral::CollateralService> service;  // asked outside the reader, since its store may be a disk
  config::CollateralSettings settings;
  reloader.read_running([&](const Candidate& running) {
    service = running.services->collateral_service();
    settings = running.resolved.file.collateral;
  });
  for (const auto& [host, kept] : kept_by_host(service->store())) {
    const observe::Metrics::Labels labels{{"host", host}};
    metrics.set("collateral_pages", labels, kept.pages);
    metrics.set("collateral_age_seconds", labels, seconds(wall_clock() - kept.oldest));
    metrics.set("collateral_expiry_timestamp_seconds", labels,
                seconds(kept.oldest.time_since_epoch() + std::max(settings.max_age, settings.max_stale)));
  }
}

}  // namespace

void read_gauges(const Door& door, const gate::Drain& drain, const Reloader& reloader, observe::Metrics& metrics) {
  metrics.set("connections", {}, static_cast<double>(door.connections()));
  metrics.set("handshakes_in_progress", {}, static_cast<double>(door.handshakes()));
  metrics.set("requests_waiting", {}, static_cast<double>(door.waiting()));
  double peers = 0, draining = 0, newest = 0;
  for (const gate::Drain::Alive& alive : drain.alive()) {
    draining += peers;  // alive() gives the oldest first
    peers = static_cast<double>(alive.peers);
    newest = peers;
  }
  metrics.set("peers", {{"generation", "in-force"}}, newest);
  metrics.set("peers", {{"generation", "draining"}}, draining);
  read_collateral(reloader, metrics);
}

}  // namespace postern::app

// SPDX-License-Identifier: Apache-2.0
#include "host/gate/collateral.h"

#include <filesystem>
#include <optional>
#include <string>
#include <tuple>

#include "host/collateral/disk_store.h"
#include "host/collateral/folder_file.h"
#include "host/collateral/memory_store.h"

namespace postern::gate {
namespace {

// Clocked: a service and the clock that it needs.
struct Clocked {
  const collateral::Clock clock{};
  std::optional<collateral::CollateralService> service;
};

collateral::Report make_report(attest::Journal& journal, observe::Metrics* metrics) {
  if (metrics == nullptr) return collateral::Report(journal, nullptr);
  return collateral::Report(journal, [metrics](const std::string& name, const observe::Metrics::Labels& labels) {
    metrics->add(name, labels);
  });
}

collateral::Settings settings_of(const config::CollateralSettings& given) {
  collateral::Settings settings;
  settings.hosts = given.hosts;
  settings.offline = given.offline;
  settings.max_age = given.max_age;
  settings.max_stale = given.max_stale;
  settings.negative_age = given.negative_age;
  settings.timeout = given.timeout;
  settings.budget = {given.requests_per_minute, given.burst, given.max_concurrent};
  return settings;
}

}  // namespace

void check_cache(const config::CollateralSettings& settings, config::Diagnostics& out) {
  std::error_code error;
  if (!settings.ca_file.empty() && !std::filesystem::is_regular_file(settings.ca_file, error))
    out.error(settings.ca_file_at, "[collateral]: ca_file: no such file: " + settings.ca_file);
  if (settings.cache_dir.empty()) return;
  const auto status = collateral::DiskStore(settings.cache_dir, settings.cache_size, nullptr).check();
  if (!status.ok()) out.error(settings.cache_dir_at, "[collateral]: cache_dir: " + std::string(status.message()));
  const std::filesystem::path around = std::filesystem::path(settings.cache_dir + "/.").parent_path().parent_path();
  if (!std::filesystem::is_directory(around, error))
    out.error(settings.cache_dir_at, "[collateral]: cache_dir: the folder around it is not there: " + around.string());
}

std::shared_ptr<collateral::PageStore> open_store(const config::CollateralSettings& settings,
                                                  attest::Journal& journal) {
  if (settings.cache_dir.empty()) return std::make_shared<collateral::MemoryStore>(settings.cache_size);
  return std::make_shared<collateral::DiskStore>(
      settings.cache_dir, settings.cache_size, [&journal](const std::string& path, const std::string& reason) {
        make_report(journal, nullptr).damaged(path, reason);
      });
}

std::shared_ptr<collateral::CollateralService> make_collateral(const config::CollateralSettings& settings,
                                                               attest::Journal& journal, observe::Metrics* metrics) {
  const auto clocked = std::make_shared<Clocked>();
  clocked->service.emplace(settings_of(settings), std::make_unique<collateral::HttpClient>(settings.ca_file),
                           open_store(settings, journal), clocked->clock, make_report(journal, metrics));
  return {clocked, &*clocked->service};
}

bool is_same_service(const config::CollateralSettings& a, const config::CollateralSettings& b) {
  const auto all = [](const config::CollateralSettings& of) {
    return std::tie(of.hosts, of.offline, of.cache_dir, of.cache_size, of.max_age, of.max_stale, of.negative_age, of.timeout,
                    of.requests_per_minute, of.burst, of.max_concurrent, of.ca_file);
  };
  return all(a) == all(b);
}

}  // namespace postern::gate

// SPDX-License-Identifier: Apache-2.0
#include "host/config/collateral_settings.h"

#include <algorithm>
#include <cctype>
#include <cstring>
#include <filesystem>

namespace postern::config {
namespace {

// Whether the text is a name, an IPv4 address or an IPv6 address in brackets, with or without a port.
bool is_host(const std::string& text) {
  const std::size_t bracket = text.find(']');
  const std::size_t colon = text.find(':', bracket == text.npos ? 0 : bracket);
  const std::string host = text.substr(0, colon);
  const std::string port = colon == text.npos ? "443" : text.substr(colon + 1);
  const auto in_host = [](unsigned char c) {
    return std::isalnum(c) != 0 || (c != 0 && std::strchr("-._[]:", c) != nullptr);
  };
  const auto in_port = [](unsigned char c) { return std::isdigit(c) != 0; };
  return !host.empty() && host.size() <= 255 && std::all_of(host.begin(), host.end(), in_host) && !port.empty() &&
         port.size() <= 5 && std::all_of(port.begin(), port.end(), in_port);
}

void check_hosts(const toml::table& table, const std::string& file, Diagnostics& out) {
  const toml::array* hosts = table["hosts"].as_array();
  if (hosts == nullptr) return;
  for (const toml::node& node : *hosts) {
    const auto* text = node.as_string();
    if (text == nullptr || is_host(text->get())) continue;
    out.error(position(file, node), Code::kValueInvalid,
              "[collateral]: hosts: expected the name of a host such as \"kdsintf.amd.com\", or name:port, found \"" +
                  text->get() + "\"");
  }
}

}  // namespace

CollateralSettings read_collateral(TableReader& root, const std::string& file, const std::string& folder,
                                   Diagnostics& out) {
  CollateralSettings settings;
  settings.hosts_at = settings.cache_dir_at = settings.ca_file_at = {file, 1, 1};
  const toml::table* table = root.table("collateral");
  if (table == nullptr) return settings;
  TableReader reader(file, *table, "[collateral]", out);
  const auto absolute = [&](const std::string& path) {
    return path.empty() ? path : (std::filesystem::path(folder) / path).lexically_normal().string();
  };
  settings.hosts = reader.texts("hosts");
  check_hosts(*table, file, out);
  settings.offline = reader.flag_or("offline", settings.offline);
  settings.cache_dir = absolute(reader.text_or("cache_dir", ""));
  settings.cache_size = reader.size_or("cache_size", settings.cache_size, 1024 * 1024 * 1024);
  settings.max_age = reader.age_or("max_age", settings.max_age);
  settings.max_stale = reader.age_or("max_stale", std::max(settings.max_stale, settings.max_age));
  settings.negative_age = reader.duration_or("negative_age", settings.negative_age);
  settings.timeout = reader.duration_or("timeout", settings.timeout);
  settings.requests_per_minute = reader.integer_or("requests_per_minute", settings.requests_per_minute, 1, 1'000'000);
  settings.burst = reader.integer_or("burst", settings.burst, 1, 100'000);
  settings.max_concurrent = reader.integer_or("max_concurrent", settings.max_concurrent, 1, 1024);
  settings.ca_file = absolute(reader.text_or("ca_file", ""));
  settings.hosts_at = reader.at("hosts");
  settings.cache_dir_at = reader.at("cache_dir");
  settings.ca_file_at = reader.at("ca_file");
  if (settings.max_stale < settings.max_age)
    reader.error("max_stale", "max_stale: expected at least max_age; when a source fails, what is fresh is given anyway");
  return settings;
}

}  // namespace postern::config

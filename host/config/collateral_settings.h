// SPDX-License-Identifier: Apache-2.0
#pragma once

// CollateralSettings: the table [collateral], of gates and nodes alike: what may be fetched, how often, and how long it
// is kept.

#include <chrono>
#include <string>
#include <vector>

#include "host/config/table_reader.h"

namespace postern::config {

struct CollateralSettings {
  std::vector<std::string> hosts;  // names, or name:port
  bool offline = false;            // never contacts anything
  std::string cache_dir;           // absolute; empty: kept in memory only
  uint64_t cache_size = 64 * 1024 * 1024;
  std::chrono::nanoseconds max_age = std::chrono::hours(24);
  std::chrono::nanoseconds max_stale = std::chrono::hours(7 * 24);
  std::chrono::nanoseconds negative_age = std::chrono::seconds(30);
  std::chrono::nanoseconds timeout = std::chrono::seconds(10);  // of one request
  int64_t requests_per_minute = 600;  // per host
  int64_t burst = 60;                 // per host
  int64_t max_concurrent = 8;         // per host
  std::string ca_file;                // PEM; absolute; empty: the system's roots
  Position hosts_at, cache_dir_at, ca_file_at;  // where they stand, or would stand
};

// read_collateral: the table `collateral` of a file's top level, or the defaults when it is absent. Relative paths are
// relative to folder.
CollateralSettings read_collateral(TableReader& root, const std::string& file, const std::string& folder,
                                   Diagnostics& out);

}  // namespace postern::config

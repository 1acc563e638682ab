// SPDX-License-Identifier: Apache-2.0
#pragma once

// DiskSweep: what makes room in the folder of a DiskStore. Whoever calls it holds the folder's lock.

#include <cstdint>
#include <string>
#include <vector>

#include "host/collateral/index_entry.h"

namespace postern::collateral {

// read_index: every entry in folder/index that is whole and stands under its own name, by URL.
std::vector<IndexEntry> read_index(const std::string& folder);

// sweep_folder: removes the oldest entries until the rest counts for at most most_bytes, but never newest_url's; then
// every file to which no entry leads, and what a crash left half-written.
void sweep_folder(const std::string& folder, uint64_t most_bytes, const std::string& newest_url);

}  // namespace postern::collateral

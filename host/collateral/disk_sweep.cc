// SPDX-License-Identifier: Apache-2.0
#include "host/collateral/disk_sweep.h"

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "host/collateral/digest.h"
#include "host/collateral/folder_file.h"
#include "host/collateral/page_store.h"

namespace postern::collateral {
namespace {

std::vector<std::string> names_in(const std::string& folder) {
  std::vector<std::string> names;
  std::error_code error;
  for (auto each = std::filesystem::directory_iterator(folder, error);
       !error && each != std::filesystem::directory_iterator(); each.increment(error))
    names.push_back(each->path().filename().string());
  return names;
}

void remove_all_but(const std::string& folder, const std::set<std::string>& kept) {
  for (const std::string& name : names_in(folder))
    if (!kept.contains(name)) unlink((folder + "/" + name).c_str());
}

}  // namespace

std::vector<IndexEntry> read_index(const std::string& folder) {
  std::vector<IndexEntry> entries;
  for (const std::string& name : names_in(folder + "/index")) {
    const auto content = read_bounded_file(folder + "/index/" + name, kLongestIndexEntry);
    if (!content.ok()) continue;
    auto entry = parse_index_entry({reinterpret_cast<const char*>(content->data()), content->size()});
    if (entry && sha256_hex(entry->url) == name) entries.push_back(*std::move(entry));
  }
  std::sort(entries.begin(), entries.end(), [](const auto& a, const auto& b) { return a.url < b.url; });
  return entries;
}

void sweep_folder(const std::string& folder, uint64_t most_bytes, const std::string& newest_url) {
  std::vector<IndexEntry> entries = read_index(folder);
  std::sort(entries.begin(), entries.end(), [](const auto& a, const auto& b) { return a.fetched > b.fetched; });
  std::stable_partition(entries.begin(), entries.end(), [&](const auto& entry) { return entry.url == newest_url; });
  std::set<std::string> index, blobs;
  uint64_t bytes = 0;
  for (const IndexEntry& entry : entries) {
    bytes += entry.size + kEntryCost;
    if (bytes > most_bytes && !index.empty()) break;
    index.insert(sha256_hex(entry.url));
    blobs.insert(entry.sha256);
  }
  remove_all_but(folder + "/index", index);
  remove_all_but(folder + "/blobs", blobs);
}

}  // namespace postern::collateral

// SPDX-License-Identifier: Apache-2.0
#include "host/collateral/memory_store.h"

#include <absl/strings/str_cat.h>

#include <utility>

namespace postern::collateral {
namespace {
uint64_t cost_of(const PagePtr& page) { return page->bytes.size() + kEntryCost; }
}  // namespace

PagePtr MemoryStore::find(const std::string& url) {
  const std::lock_guard lock(mutex_);
  const auto found = pages_.find(url);
  return found == pages_.end() ? nullptr : found->second;
}

absl::Status MemoryStore::put(const std::string& url, const PagePtr& page) {
  const std::lock_guard lock(mutex_);
  if (cost_of(page) > most_bytes_)
    return absl::OutOfRangeError(absl::StrCat("larger than the whole cache of ", most_bytes_, " bytes"));
  PagePtr& place = pages_[url];
  if (place) bytes_ -= cost_of(place);
  place = page;
  bytes_ += cost_of(page);
  make_room(url);
  return absl::OkStatus();
}

void MemoryStore::make_room(const std::string& newest) {
  while (bytes_ > most_bytes_) {
    auto oldest = pages_.end();
    for (auto each = pages_.begin(); each != pages_.end(); ++each)
      if (each->first != newest && (oldest == pages_.end() || each->second->fetched < oldest->second->fetched))
        oldest = each;
    if (oldest == pages_.end()) return;
    bytes_ -= cost_of(oldest->second);
    pages_.erase(oldest);
  }
}

void MemoryStore::remove(const std::string& url, const std::string& sha256) {
  const std::lock_guard lock(mutex_);
  const auto found = pages_.find(url);
  if (found == pages_.end() || found->second->sha256 != sha256) return;
  bytes_ -= cost_of(found->second);
  pages_.erase(found);
}

std::vector<IndexEntry> MemoryStore::list() {
  const std::lock_guard lock(mutex_);
  std::vector<IndexEntry> entries;
  for (const auto& [url, page] : pages_) entries.push_back({url, page->fetched, page->bytes.size(), page->sha256});
  return entries;
}

}  // namespace postern::collateral

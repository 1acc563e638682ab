// SPDX-License-Identifier: Apache-2.0
#pragma once

// MemoryStore: pages that are gone when the process ends.

#include <map>
#include <mutex>

#include "host/collateral/page_store.h"

namespace postern::collateral {

class MemoryStore : public PageStore {
 public:
  // most_bytes: of all contents together.
  explicit MemoryStore(uint64_t most_bytes) : most_bytes_(most_bytes) {}

  PagePtr find(const std::string& url) override;
  absl::Status put(const std::string& url, const PagePtr& page) override;
  void remove(const std::string& url, const std::string& sha256) override;
  std::vector<IndexEntry> list() override;

 private:
  void make_room(const std::string& newest);  // mutex_ is held
  const uint64_t most_bytes_;
  std::mutex mutex_;
  std::map<std::string, PagePtr> pages_;
  uint64_t bytes_ = 0;
};

}  // namespace postern::collateral

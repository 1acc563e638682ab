// SPDX-License-Identifier: Apache-2.0
#pragma once

// PageStore: where kept pages are, by URL. How old they are is not its concern.

#include <absl/status/status.h>

#include <string>
#include <vector>

#include "host/collateral/index_entry.h"

namespace postern::collateral {

// What an entry counts for besides its content, so that many small ones are bounded too; bytes.
inline constexpr uint64_t kEntryCost = 512;

class PageStore {
 public:
  virtual ~PageStore() = default;

  // find: the page of this URL, whose content has the digest that it claims to have; nullptr when there is none.
  virtual PagePtr find(const std::string& url) = 0;

  // put: keeps the page in place of an older one of the same URL, and lets go of the oldest pages when there are too
  // many. Errors: UNAVAILABLE (it cannot be written), OUT_OF_RANGE (larger than the whole store).
  virtual absl::Status put(const std::string& url, const PagePtr& page) = 0;

  // remove: lets go of the page of this URL, if it still is the one with that digest.
  virtual void remove(const std::string& url, const std::string& sha256) = 0;

  // list: what there is, by URL. Contents have not been looked at.
  virtual std::vector<IndexEntry> list() = 0;
};

}  // namespace postern::collateral

// SPDX-License-Identifier: Apache-2.0
#pragma once

// Report: what the collateral service tells the operator: one event in the journal for everything out of the ordinary,
// and counters for everything. URLs are shown; headers and bodies never are.

#include <functional>
#include <map>
#include <string>

#include "host/attest/journal.h"
#include "host/collateral/page.h"

namespace postern::collateral {

class Report {
 public:
  // Count: adds one to the counter of this name and these labels. Thread-safe; may be empty.
  using Count = std::function<void(const std::string& name, const std::map<std::string, std::string>& labels)>;

  // journal outlives this.
  Report(attest::Journal& journal, Count count) : journal_(journal), count_(std::move(count)) {}

  // collateral-failed: a fetch that gave nothing. age: of the kept page that is too old to stand in; "" when there is
  // none.
  void failed(const std::string& url, const std::string& reason, const std::string& age) const;
  // collateral-stale: a page older than max_age was given, because its source failed.
  void stale(const std::string& url, const std::string& reason, Duration age) const;
  // collateral-fetched: a new page came from its source.
  void fetched(const std::string& url, const Page& page) const;
  // collateral-used (debug): a kept page was given.
  void used(const std::string& url, const Page& page, Duration age) const;
  // collateral-held: a host asked to be left alone.
  void held(const std::string& host, const std::string& why, Duration length) const;
  // collateral-not-kept: a page could not be written; it was used all the same.
  void not_kept(const std::string& url, const std::string& reason) const;
  // collateral-damaged: a kept file was not what it should be and has been removed.
  void damaged(const std::string& path, const std::string& reason) const;

  // Counters: collateral_<name>_total. requested: a request went out to the host; outcome: "200", another status, or
  // "failed", "timeout", "too-long".
  void requested(const std::string& host, const std::string& outcome) const;
  void counted(const char* name) const;  // "hits", "stale", "negative", "flights", "failed"

 private:
  attest::Journal& journal_;
  const Count count_;
};

}  // namespace postern::collateral

// SPDX-License-Identifier: Apache-2.0
#pragma once

// CollateralService: the one place of the gate that fetches. Public collateral is kept: fetched once however many want
// it, given again while it is fresh, and given for some time longer when its source fails. Everything else goes to the
// network each time. Only hosts on the allow-list, within their budget.

#include <memory>
#include <string>
#include <vector>

#include "host/collateral/allow_list.h"
#include "host/collateral/negative_cache.h"
#include "host/collateral/page_store.h"
#include "host/collateral/single_flight.h"
#include "host/collateral/source.h"

namespace postern::collateral {

struct Settings {
  std::vector<std::string> hosts;
  bool offline = false;                              // never contacts anything
  Duration max_age = std::chrono::hours(24);         // how long a kept page is given without asking its source
  Duration max_stale = std::chrono::hours(7 * 24);   // how old it may be when its source fails
  Duration negative_age = std::chrono::seconds(30);  // how long a failure is remembered
  Duration timeout = std::chrono::seconds(10);       // of one request for public collateral
  BudgetLimits budget;                               // per host
};

struct FetchCall {
  bool post = false;
  std::string url;
  std::string headers;  // lines "Name: value" separated by \n
  std::string body;
  uint64_t max_bytes = 0;
  Duration timeout{0};    // until when the caller waits
  bool may_keep = false;  // public collateral: the URL alone says what the answer is, whatever the headers
};

class CollateralService {
 public:
  // journal, clock and what count needs outlive this. store: where pages are kept.
  CollateralService(Settings settings, std::unique_ptr<HttpTransport> transport, std::shared_ptr<PageStore> store,
                    const Clock& clock, Report report);
  ~CollateralService();  // ends what still runs; nobody may be in fetch any more

  // fetch: the body. Errors: PERMISSION_DENIED (address or header not allowed), DEADLINE_EXCEEDED, OUT_OF_RANGE (longer
  // than max_bytes), UNAVAILABLE (anything else); the message is one line that starts with the URL. Every error and
  // every page that is older than max_age is an event in the journal. Thread-safe.
  absl::StatusOr<attest::ByteVector> fetch(const FetchCall& call);

  // reject: bytes, which fetch gave for this URL, are not what is to be had there. The page is let go, its source counts
  // as failing for negative_age, and the page before it is kept again. Nothing when another page is kept by now.
  void reject(const std::string& url, attest::ByteView bytes);

  // store: what is kept.
  PageStore& store() { return *store_; }

 private:
  struct Kept {
    PagePtr page;  // the newest kept page, however old
    Duration age{0};
    bool is_fresh = false, may_stand_in = false;
  };
  Kept look_up(const std::string& url);
  absl::StatusOr<PagePtr> kept_or_fetched(const Address& address, const FetchCall& call);
  absl::StatusOr<PagePtr> fetch_public(const Address& address, const FetchCall& call, bool can_stand_in);
  absl::StatusOr<PagePtr> fly(const Address& address, const std::string& headers, const SingleFlight::Deadline& deadline);
  absl::StatusOr<attest::ByteVector> fetch_private(const Address& address, const FetchCall& call);
  void keep(const std::string& url, const PagePtr& page);
  void remember_former(const std::string& url, const PagePtr& newer);

  const Settings settings_;
  const AllowList allow_list_;
  const std::shared_ptr<PageStore> store_;
  const std::unique_ptr<PageStore> fallback_;  // holds what the store could not take
  const std::unique_ptr<PageStore> former_;    // pages that newer ones replaced, for when these are of no use
  const Clock& clock_;
  const Report report_;
  Source source_;
  NegativeCache negative_;
  SingleFlight flights_;
};

}  // namespace postern::collateral

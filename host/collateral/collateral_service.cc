// SPDX-License-Identifier: Apache-2.0
#include "host/collateral/collateral_service.h"

#include <absl/strings/str_cat.h>

#include <algorithm>
#include <utility>

#include "host/collateral/memory_store.h"

namespace postern::collateral {
namespace {

constexpr std::size_t kMostFailures = 4096, kMostFlights = 64;
constexpr uint64_t kFallbackBytes = 16 * 1024 * 1024;
// Clocks of the machines that share a cache or exchange bundles may differ by this much.
constexpr Duration kClockSkew = std::chrono::minutes(5);

// A caller is to hear the reason before its own deadline cuts it off.
constexpr Duration kLongestMargin = std::chrono::milliseconds(250);
Duration shortened(Duration timeout) { return timeout - std::min(timeout / 10, kLongestMargin); }

absl::Status with_url(const std::string& url, const absl::Status& status) {
  return absl::Status(status.code(), absl::StrCat(url, ": ", status.message()));
}

absl::Status too_long(uint64_t most) {
  return absl::OutOfRangeError(absl::StrCat("answer longer than ", most, " bytes"));
}

}  // namespace

CollateralService::CollateralService(Settings settings, std::unique_ptr<HttpTransport> transport,
                                     std::shared_ptr<PageStore> store, const Clock& clock, Report report)
    : settings_(std::move(settings)),
      allow_list_(settings_.hosts),
      store_(std::move(store)),
      fallback_(std::make_unique<MemoryStore>(kFallbackBytes)),
      former_(std::make_unique<MemoryStore>(kFallbackBytes)),
      clock_(clock),
      report_(std::move(report)),
      source_(std::move(transport), settings_.budget, settings_.negative_age, clock_, report_),
      negative_(settings_.negative_age, kMostFailures),
      flights_(clock_, kMostFlights) {}

CollateralService::~CollateralService() { source_.stop(); }

absl::StatusOr<attest::ByteVector> CollateralService::fetch(const FetchCall& call) {
  const auto address = allow_list_.check(call.url);
  if (!address.ok()) {
    // A URL that is none may hold a password anywhere.
    report_.failed(parse_address(call.url).ok() ? call.url : "", std::string(address.status().message()), "");
    return address.status();
  }
  if (!call.may_keep) return fetch_private(*address, call);
  const auto page = kept_or_fetched(*address, call);
  if (!page.ok()) return with_url(call.url, page.status());
  if ((*page)->bytes.size() <= call.max_bytes) return (*page)->bytes;
  report_.failed(call.url, std::string(too_long(call.max_bytes).message()), "");
  return with_url(call.url, too_long(call.max_bytes));
}

absl::StatusOr<attest::ByteVector> CollateralService::fetch_private(const Address& address, const FetchCall& call) {
  const Steady deadline = deadline_after(clock_.steady(), shortened(call.timeout));
  absl::StatusOr<attest::ByteVector> body = absl::UnavailableError("[collateral] is offline");
  if (!settings_.offline)
    body = source_.ask({call.post, call.url, address.origin(), call.headers, call.body, call.max_bytes, Duration(0)},
                       [deadline] { return deadline; }).body;
  if (body.ok()) return body;
  report_.failed(call.url, std::string(body.status().message()), "");
  return with_url(call.url, body.status());
}

CollateralService::Kept CollateralService::look_up(const std::string& url) {
  Kept kept;
  for (PageStore* store : {store_.get(), fallback_.get()}) {
    const PagePtr page = store->find(url);
    if (page && (!kept.page || page->fetched > kept.page->fetched)) kept.page = page;
  }
  if (!kept.page) return kept;
  const Duration age = clock_.now() - Time(kept.page->fetched);
  if (age < -kClockSkew) return {};  // from the future: nobody knows how old it will be
  kept.age = std::max(age, Duration(0));
  kept.is_fresh = kept.age <= settings_.max_age;
  kept.may_stand_in = kept.age <= settings_.max_stale;
  return kept;
}

absl::StatusOr<PagePtr> CollateralService::kept_or_fetched(const Address& address, const FetchCall& call) {
  const Kept kept = look_up(call.url);
  if (kept.is_fresh) {
    report_.used(call.url, *kept.page, kept.age);
    return kept.page;
  }
  auto page = fetch_public(address, call, kept.may_stand_in);
  if (page.ok()) return page;
  const std::string reason(page.status().message());
  if (kept.may_stand_in) {
    report_.stale(call.url, reason, kept.age);
    return kept.page;
  }
  report_.failed(call.url, reason, kept.page ? print_age(kept.age) : "");
  return page;
}

// fetch_public: through a flight. When a kept page can stand in, the caller does not spend all of its time on waiting.
absl::StatusOr<PagePtr> CollateralService::fetch_public(const Address& address, const FetchCall& call,
                                                        bool can_stand_in) {
  if (settings_.offline) return absl::UnavailableError("not in the cache, and [collateral] is offline");
  const Steady now = clock_.steady();
  if (const auto failure = negative_.find(call.url, now)) {
    report_.counted("negative");
    return absl::Status(failure->code(), absl::StrCat(failure->message(), " (a short while ago)"));
  }
  const Steady deadline = deadline_after(now, can_stand_in ? call.timeout / 2 : shortened(call.timeout));
  if (const auto refusal = source_.refusal(address.origin(), deadline)) return *refusal;
  return flights_.join(call.url, deadline, [this, address, headers = call.headers](const auto& wanted_until) {
    return fly(address, headers, wanted_until);
  });
}

// fly: looks again first, since another flight may have ended between the caller's look and this one's start.
absl::StatusOr<PagePtr> CollateralService::fly(const Address& address, const std::string& headers,
                                               const SingleFlight::Deadline& deadline) {
  if (const Kept kept = look_up(address.url); kept.is_fresh) return kept.page;
  if (const auto failure = negative_.find(address.url, clock_.steady())) return *failure;
  report_.counted("flights");
  SourceAnswer answer =
      source_.ask({false, address.url, address.origin(), headers, "", kLongestPage, settings_.timeout}, deadline);
  if (!answer.body.ok()) {
    if (answer.was_asked) negative_.put(address.url, answer.body.status(), clock_.steady());
    return answer.body.status();
  }
  const PagePtr page = make_page(*std::move(answer.body), clock_.now());
  report_.fetched(address.url, *page);
  remember_former(address.url, page);
  keep(address.url, page);
  negative_.forget(address.url);
  return page;
}

void CollateralService::remember_former(const std::string& url, const PagePtr& newer) {
  const Kept kept = look_up(url);
  if (kept.page && kept.page->sha256 != newer->sha256) (void)former_->put(url, kept.page);
}

void CollateralService::reject(const std::string& url, attest::ByteView bytes) {
  const Kept kept = look_up(url);
  const std::string digest = sha256_hex(bytes);
  if (!kept.page || kept.page->sha256 != digest) return;
  const absl::Status useless = absl::UnavailableError("its answer is not what was asked for");
  report_.failed(url, std::string(useless.message()), "");
  negative_.put(url, useless, clock_.steady());
  store_->remove(url, digest);
  fallback_->remove(url, digest);
  const PagePtr former = former_->find(url);
  if (former && former->sha256 != digest) keep(url, former);
}

void CollateralService::keep(const std::string& url, const PagePtr& page) {
  const absl::Status kept = store_->put(url, page);
  if (kept.ok()) return;
  report_.not_kept(url, std::string(kept.message()));
  (void)fallback_->put(url, page);
}

}  // namespace postern::collateral

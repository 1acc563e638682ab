// SPDX-License-Identifier: Apache-2.0
#pragma once

// Source: the hosts themselves: asked within their budget, and left alone when they ask for it.

#include <memory>

#include "host/collateral/http_client.h"
#include "host/collateral/report.h"
#include "host/collateral/request_budget.h"

namespace postern::collateral {

struct SourceAnswer {
  absl::StatusOr<attest::ByteVector> body;  // of a 200, or why there is none
  bool was_asked = false;  // a request went out and the host did not ask for patience: another one would fail alike
};

class Source {
 public:
  // hold: how long a host is left alone that answers 429 without saying for how long. clock and report outlive this.
  Source(std::unique_ptr<HttpTransport> transport, BudgetLimits limits, Duration hold, const Clock& clock,
         const Report& report)
      : transport_(std::move(transport)), budget_(limits, clock), hold_(hold), clock_(clock), report_(report) {}

  // ask: waits for its turn until the deadline, which may move, then asks; GET requests are repeated, at most twice,
  // when the host asks for patience and the deadline leaves time for it. The request's own timeout is what it is given,
  // or, when that is 0, the time left. Errors as HttpTransport::ask, and UNAVAILABLE for other statuses than 200 and
  // when no turn comes in time. Thread-safe.
  SourceAnswer ask(HttpRequest request, const RequestBudget::Deadline& deadline);

  // refusal: why a request to the origin could not start by the deadline, or nothing.
  std::optional<absl::Status> refusal(const std::string& origin, Steady deadline) {
    return budget_.refusal(origin, deadline);
  }

  void stop();

 private:
  std::optional<Duration> patience(const HttpAnswer& answer) const;
  absl::StatusOr<HttpAnswer> ask_once(HttpRequest request, Steady deadline);

  const std::unique_ptr<HttpTransport> transport_;
  RequestBudget budget_;
  const Duration hold_;
  const Clock& clock_;
  const Report& report_;
};

}  // namespace postern::collateral

// SPDX-License-Identifier: Apache-2.0
#include "host/collateral/source.h"

#include <absl/strings/str_cat.h>

#include "host/collateral/retry_after.h"

namespace postern::collateral {
namespace {

constexpr int kMostTries = 3;

std::string outcome_of(const absl::StatusOr<HttpAnswer>& answer) {
  if (answer.ok()) return std::to_string(answer->status);
  if (absl::IsDeadlineExceeded(answer.status())) return "timeout";
  return absl::IsOutOfRange(answer.status()) ? "too-long" : "failed";
}

}  // namespace

// patience: for how long the host wants to be left alone, when it says so (RFC 9110, 15.6.4; RFC 6585, 4).
std::optional<Duration> Source::patience(const HttpAnswer& answer) const {
  if (answer.status != 429 && answer.status != 503) return std::nullopt;
  if (const auto asked = parse_retry_after(answer.retry_after, clock_.now())) return asked;
  if (answer.status == 429) return hold_;
  return std::nullopt;
}

absl::StatusOr<HttpAnswer> Source::ask_once(HttpRequest request, Steady deadline) {
  if (request.timeout == Duration(0)) request.timeout = deadline - clock_.steady();
  if (request.timeout <= Duration(0)) return absl::DeadlineExceededError("timed out");
  auto answer = transport_->ask(request);
  report_.requested(request.origin, outcome_of(answer));
  return answer;
}

SourceAnswer Source::ask(HttpRequest request, const RequestBudget::Deadline& deadline) {
  for (int tries = 1;; ++tries) {
    absl::StatusOr<HttpAnswer> answer = absl::UnavailableError("");
    {
      const auto permit = budget_.admit(request.origin, deadline);
      if (!permit.ok()) return {permit.status(), false};
      answer = ask_once(request, deadline());
    }
    if (!answer.ok()) return {answer.status(), !absl::IsPermissionDenied(answer.status())};
    if (answer->status == 200) return {std::move(answer->body), true};
    const std::string status = absl::StrCat("HTTP status ", answer->status);
    const auto wait = patience(*answer);
    if (!wait) return {absl::UnavailableError(status), true};
    budget_.hold(request.origin, *wait, status);
    report_.held(request.origin, status, *wait);
    if (request.post || tries == kMostTries || deadline_after(clock_.steady(), *wait) >= deadline())
      return {absl::UnavailableError(absl::StrCat(status, "; wants to be left alone for ", print_age(*wait))), false};
  }
}

void Source::stop() {
  budget_.stop();
  transport_->stop();
}

}  // namespace postern::collateral

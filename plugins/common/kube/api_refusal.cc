// SPDX-License-Identifier: Apache-2.0
#include "common/kube/api_refusal.h"

#include <utility>

namespace postern::kube {
namespace {

using sdk::Failure;

constexpr const char* kRefused = POSTERN_REASON_BACKEND_REFUSED;

bool is_away(long code) { return code == 429 || code >= 500 || (code >= 200 && code < 300); }

Failure kind_of(long code) {
  if (is_away(code)) return {POSTERN_UNAVAILABLE, POSTERN_REASON_BACKEND_UNAVAILABLE};
  return {code == 409 ? POSTERN_UNAVAILABLE : POSTERN_MISCONFIGURED, kRefused};
}

std::string text_of(const Refused& refused) {
  const std::string where = "API server " + refused.server, what = refused.verb + " " + refused.resource;
  if (is_away(refused.code)) return where + " cannot " + what + " now";
  if (refused.code == 401) return where + " does not accept this gate's credentials, to " + what;
  if (refused.code == 403) return where + " refuses: this gate may not " + what;
  if (refused.code == 404) return where + " has no " + refused.resource + " to " + refused.verb;
  return where + " refuses to " + what;
}

bool is_http(const Failure& failure, std::string_view code) {
  return failure.observed().starts_with("HTTP " + std::string(code));
}

}  // namespace

Failure failure_of(const Refused& refused) {
  std::string said = "HTTP " + std::to_string(refused.code);
  const std::string observed = said + (refused.reason.empty() ? "" : " " + refused.reason);
  if (!refused.reason.empty()) said += ": " + refused.reason;
  if (!refused.message.empty()) said += ": " + refused.message;
  return kind_of(refused.code)
      .about(refused.resource)
      .observed(observed)
      .retry_after(refused.wait)
      .text(text_of(refused) + " (" + said + ")");
}

bool is_not_found(const Failure& failure) { return is_http(failure, "404"); }
bool is_conflict(const Failure& failure) { return is_http(failure, "409"); }

}  // namespace postern::kube

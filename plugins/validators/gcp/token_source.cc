// SPDX-License-Identifier: Apache-2.0
#include "validators/gcp/token_source.h"

namespace postern::gcp {
namespace {

using std::chrono::seconds;

constexpr seconds kMargin{60};    // before its end a token is no longer used
constexpr seconds kLeastAge{60};  // of a token that is rejected

bool can_use(const KeptToken& token, std::chrono::sys_time<std::chrono::nanoseconds> now) {
  return token.received <= now && now < token.use_until;
}

sdk::Failure too_late() {
  return sdk::Failure(POSTERN_DEADLINE_EXCEEDED, POSTERN_REASON_TIMEOUT)
      .about("gcp.credentials")
      .peer("the machine cannot be looked up at present")
      .text("no token for the Compute API came in time");
}

}  // namespace

TokenSource::Outcome TokenSource::token(const sdk::Call& call) {
  const auto deadline = std::chrono::steady_clock::now() + call.remaining();
  {
    std::unique_lock lock(mutex_);
    if (token_ && can_use(*token_, call.now())) return token_;
    if (is_renewing_) {
      const uint64_t before = renewals_;
      if (!settled_.wait_until(lock, deadline, [&] { return renewals_ != before; })) return too_late();
      return *outcome_;
    }
    is_renewing_ = true;
  }
  try {
    const Outcome outcome = renew(call);
    publish(outcome);
    return outcome;
  } catch (...) {  // a lack of memory: nobody may wait for this call any more
    publish(too_late());
    throw;
  }
}

TokenSource::Outcome TokenSource::renew(const sdk::Call& call) {
  POSTERN_TRY(fresh, request_token(call, config_));
  auto kept = std::make_shared<KeptToken>();
  kept->text = std::move(fresh.text);
  kept->received = call.now();
  kept->use_until = call.now() + fresh.lifetime - kMargin;
  return std::shared_ptr<const KeptToken>(std::move(kept));
}

void TokenSource::publish(const Outcome& outcome) {
  const std::scoped_lock lock(mutex_);
  is_renewing_ = false;
  ++renewals_;
  outcome_ = outcome;
  token_ = outcome.ok() ? outcome.value() : nullptr;
  settled_.notify_all();
}

void TokenSource::reject(const std::shared_ptr<const KeptToken>& token, const sdk::Call& call) {
  const std::scoped_lock lock(mutex_);
  if (token_ == token && call.now() - token->received >= kLeastAge) token_.reset();
}

}  // namespace postern::gcp

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>

#include "validators/gcp/token_request.h"

namespace postern::gcp {

// KeptToken: a token and the times between which it is used.
struct KeptToken {
  sdk::Secret text;
  std::chrono::sys_time<std::chrono::nanoseconds> received, use_until;
};

// TokenSource: keeps one token in memory until a minute before it expires. While one is being asked for, other calls
// wait for it, no longer than their own deadlines, and share what comes of it. Any thread.
class TokenSource {
 public:
  explicit TokenSource(CredentialsConfig config) : config_(std::move(config)) {}

  // token: one that can be used now. Errors: those of request_token, TIMEOUT (the wait took this call's time).
  sdk::Result<std::shared_ptr<const KeptToken>> token(const sdk::Call& call);

  // reject: the service did not take this token, perhaps because it was withdrawn: the next call asks for a new one,
  // unless this one is younger than a minute, so that a broken service does not make each call ask.
  void reject(const std::shared_ptr<const KeptToken>& token, const sdk::Call& call);

 private:
  using Outcome = sdk::Result<std::shared_ptr<const KeptToken>>;

  Outcome renew(const sdk::Call& call);
  void publish(const Outcome& outcome);

  const CredentialsConfig config_;
  std::mutex mutex_;  // of all below
  std::condition_variable settled_;
  std::shared_ptr<const KeptToken> token_;  // for calls to come
  bool is_renewing_ = false;
  uint64_t renewals_ = 0;           // that have ended
  std::optional<Outcome> outcome_;  // of the last of them, for calls that waited
};

}  // namespace postern::gcp

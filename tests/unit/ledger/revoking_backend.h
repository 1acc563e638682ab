// SPDX-License-Identifier: Apache-2.0
#pragma once

// RevokingBackend: writes down what it is to revoke, and fails as often as a test wants.

#include <atomic>
#include <mutex>

#include "host/pipeline/backend.h"

namespace postern::ledger {

class RevokingBackend : public pipeline::Backend {
 public:
  explicit RevokingBackend(std::string name = "token") : name_(std::move(name)) {}
  const std::string& name() const override { return name_; }
  const std::vector<pipeline::FieldDeclaration>& fields_out() const override { return none_; }
  pipeline::Contribution contribute(const pipeline::Request&, const attest::Verified&,
                                    const pipeline::BackendContext&) override {
    return {};
  }
  std::optional<attest::Refusal> revoke(const pipeline::Effect& effect, const pipeline::BackendContext& context) override {
    const std::lock_guard lock(mutex_);
    revoked_.push_back(effect.text);
    now_ = context.now;
    if (throws) throw std::runtime_error("out of memory");
    if (failures <= 0) return std::nullopt;
    --failures;
    attest::Refusal refusal = attest::denied("BACKEND_UNAVAILABLE", "cannot revoke");
    refusal.reason.retry_after = retry_after;
    return refusal;
  }
  std::vector<std::string> revoked() const {
    const std::lock_guard lock(mutex_);
    return revoked_;
  }
  attest::Time now() const {
    const std::lock_guard lock(mutex_);
    return now_;
  }

  std::atomic<int> failures = 0;
  std::atomic<bool> throws = false;
  std::chrono::nanoseconds retry_after{0};

 private:
  const std::string name_;
  const std::vector<pipeline::FieldDeclaration> none_;
  mutable std::mutex mutex_;
  std::vector<std::string> revoked_;
  attest::Time now_{};
};

}  // namespace postern::ledger

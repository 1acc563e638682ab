// SPDX-License-Identifier: Apache-2.0
#pragma once

// Services: what the host does for plugins besides keeping their answers. One implementation per process or test.

#include <absl/status/statusor.h>

#include <chrono>
#include <string>
#include <string_view>

#include "host/attest/journal.h"
#include "host/pipeline/effect_ledger.h"
#include "host/pipeline/secret_bytes.h"

namespace postern::plugin {

// FetchRequest: one web request of a plugin.
struct FetchRequest {
  bool post = false;
  std::string url, headers, body;
  uint64_t max_bytes = 0;
  std::chrono::nanoseconds timeout{0};
  bool may_keep = false;    // public collateral: may be answered from a cache
  bool may_record = false;  // the answer holds no secret: may be kept beside the records
};

class Services {
 public:
  virtual ~Services() = default;
  virtual attest::Journal& journal() = 0;
  virtual absl::StatusOr<pipeline::SecretBytes> secret(std::string_view name) = 0;
  virtual absl::StatusOr<attest::ByteVector> fetch(const FetchRequest& request) = 0;
  // reject: a page that fetch gave under may_keep is not what it should be; see postern_collateral.
  virtual void reject(const std::string&, attest::ByteView) {}
  // effects: where effects are announced; without one no backend may have any.
  virtual pipeline::EffectLedger* effects() { return nullptr; }
  virtual void metric_add(const std::string& name, const std::string& instance, double amount) = 0;
  virtual void metric_observe(const std::string& name, const std::string& instance, double value) = 0;
};

}  // namespace postern::plugin

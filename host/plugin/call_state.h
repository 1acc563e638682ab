// SPDX-License-Identifier: Apache-2.0
#pragma once

// CallState: one invocation of a plugin function: what the plugin may read, and what it said. It is what a
// postern_call points to. Shared with the thread that runs the call, so that a call which never returns keeps its
// memory while everybody else goes on.

#include <atomic>
#include <chrono>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "host/attest/bindings.h"
#include "host/attest/claims.h"
#include "host/pipeline/backend.h"
#include "host/plugin/descriptor.h"
#include "host/plugin/fetched_pages.h"
#include "host/plugin/services.h"

namespace postern::plugin {

using SteadyTime = std::chrono::steady_clock::time_point;

// CallInput: fixed when the call starts.
struct CallInput {
  std::shared_ptr<const ComponentDescriptor> component;
  std::string instance;    // name in the configuration
  std::string request_id, trace;  // may be empty
  attest::Time now{};
  SteadyTime deadline{};
  attest::Claims claims;       // proven by earlier steps
  attest::Bindings bindings;   // proven by earlier steps
  bool is_pure = false;        // check_config: neither secrets nor fetching
  bool may_announce = false;   // contribute: effects
  std::vector<std::string> wanted;  // fields that may be emitted; checked for backends only
  std::shared_ptr<const std::vector<pipeline::TicketField>> earlier;  // declared fields of earlier steps, or nullptr
  std::shared_ptr<Services> services;
};

// CallOutput: what the plugin stated. violation is the first rule of the contract that it broke, or empty.
struct CallOutput {
  attest::Claims claims;
  attest::Bindings bindings;
  std::vector<pipeline::TicketField> fields;
  std::vector<pipeline::Effect> effects;
  bool effect_unwritten = false;  // an effect could not be announced to the ledger
  attest::Reason reason;
  std::string violation;
  std::vector<attest::Fetched> fetched;  // pages that it asked for
  std::chrono::nanoseconds took{0};
};

class CallState {
 public:
  explicit CallState(CallInput input) : input_(std::move(input)) {}
  CallState(const CallState&) = delete;

  postern_call* handle() { return reinterpret_cast<postern_call*>(this); }
  static CallState& of(postern_call* handle) { return *reinterpret_cast<CallState*>(handle); }

  const CallInput& input() const { return input_; }
  std::chrono::nanoseconds remaining() const;
  bool closed() const { return closed_; }

  // close: takes the output; every later statement of the plugin is ignored and answered with POSTERN_CANCELLED.
  CallOutput close();

  // The services of the contract; see postern_host. Thread-safe.
  postern_status fail(const postern_reason& reason);
  postern_status claim_put(postern_bytes name, const postern_value& value);
  postern_status claim_get(postern_bytes name, postern_value& out) const;
  postern_status bind_put(uint32_t kind, postern_bytes value);
  postern_status bind_get(uint32_t kind, postern_bytes& out) const;
  postern_status emit(const postern_field& field);
  postern_status field_get(postern_bytes name, postern_value& out);
  postern_status effect_put(postern_bytes effect);
  postern_status secret_get(postern_bytes name, postern_bytes& out);
  postern_status fetch(const postern_fetch& request, postern_bytes& out);
  postern_status reject(postern_bytes url, postern_bytes page);
  void log(uint32_t level, postern_bytes text) const;

 private:
  postern_status violate(std::string what);  // mutex_ is held
  postern_status refuse_input(const std::string& what);
  postern_status emit_allowed(const std::string& name, const postern_field& field);

  const CallInput input_;
  std::atomic<bool> closed_ = false;
  std::mutex mutex_;  // guards what follows
  CallOutput output_;
  std::size_t announced_ = 0;  // effects, those that are being written included
  std::deque<pipeline::SecretBytes> secrets_;  // a deque: addresses stay valid
  FetchedPages pages_;
};

}  // namespace postern::plugin

// SPDX-License-Identifier: Apache-2.0
#pragma once

// Call: one invocation, with the host's services as C++ functions. Cheap to copy; not to be kept after the call.

#include <chrono>
#include <cstddef>
#include <new>
#include <optional>
#include <string>
#include <string_view>

#include "postern/plugin.h"
#include "postern/sdk/bytes.h"
#include "postern/sdk/result.h"

namespace postern::sdk {

// host_table: the table that the entry function was given; set once by POSTERN_PLUGIN.
inline const postern_host*& host_table() {
  static const postern_host* table = nullptr;
  return table;
}

// Keep: what the host may do with an answer beyond this call (POSTERN_FETCH_KEEP_*).
enum class Keep : uint32_t {
  kNever = POSTERN_FETCH_KEEP_NEVER,
  kPublic = POSTERN_FETCH_KEEP_PUBLIC,
  kRecord = POSTERN_FETCH_KEEP_RECORD,
};

// WebRequest: what to fetch through the host.
struct WebRequest {
  std::string_view url;
  uint64_t max_bytes = 64 * 1024;
  Keep keep = Keep::kNever;
  std::string_view headers = {};  // lines "Name: value" separated by \n
  bool post = false;
  std::string_view body = {};  // of a POST
};

class Call {
 public:
  explicit Call(postern_call* handle) : handle_(handle), host_(host_table()) {}

  void debug(std::string_view text) const { host_->log(handle_, POSTERN_LOG_DEBUG, raw(text)); }
  void info(std::string_view text) const { host_->log(handle_, POSTERN_LOG_INFO, raw(text)); }
  void warn(std::string_view text) const { host_->log(handle_, POSTERN_LOG_WARN, raw(text)); }
  void error(std::string_view text) const { host_->log(handle_, POSTERN_LOG_ERROR, raw(text)); }

  // now: the time at which to judge; remaining: until the deadline, never negative.
  std::chrono::sys_time<std::chrono::nanoseconds> now() const {
    return std::chrono::sys_time<std::chrono::nanoseconds>(std::chrono::nanoseconds(host_->now(handle_)));
  }
  std::chrono::nanoseconds remaining() const { return std::chrono::nanoseconds(host_->remaining(handle_)); }
  bool cancelled() const { return host_->cancelled(handle_) != 0; }

  Result<void> claim(std::string_view name, std::string_view text) const {
    return claim(name, postern_value{POSTERN_TYPE_TEXT, 0, 0, raw(text)});
  }
  Result<void> claim(std::string_view name, ByteView bytes) const {
    return claim(name, postern_value{POSTERN_TYPE_BYTES, 0, 0, raw(bytes)});
  }
  Result<void> claim_integer(std::string_view name, int64_t number) const {
    return claim(name, postern_value{POSTERN_TYPE_INTEGER, 0, number, {nullptr, 0}});
  }
  Result<void> claim_bool(std::string_view name, bool flag) const {
    return claim(name, postern_value{POSTERN_TYPE_BOOL, 0, flag ? 1 : 0, {nullptr, 0}});
  }

  // proven: a claim of an earlier step, or nothing. The view lives until the call ends.
  std::optional<postern_value> proven(std::string_view name) const {
    postern_value value{};
    if (host_->claim_get(handle_, raw(name), &value) != POSTERN_OK) return std::nullopt;
    return value;
  }

  Result<void> bind(uint32_t kind, ByteView value) const {
    return check(host_->bind_put(handle_, kind, raw(value)), "bind_put");
  }
  std::optional<ByteView> bound(uint32_t kind) const {
    postern_bytes value{};
    if (host_->bind_get(handle_, kind, &value) != POSTERN_OK) return std::nullopt;
    return view(value);
  }

  Result<void> emit(std::string_view name, ByteView bytes, std::string_view key = {}) const {
    return emit(postern_field{raw(name), raw(key), {POSTERN_TYPE_BYTES, 0, 0, raw(bytes)}});
  }
  Result<void> emit_text(std::string_view name, std::string_view text, std::string_view key = {}) const {
    return emit(postern_field{raw(name), raw(key), {POSTERN_TYPE_TEXT, 0, 0, raw(text)}});
  }

  // earlier: what an earlier step of this request emitted under a name of fields_in, or nothing; until the call ends.
  std::optional<postern_value> earlier(std::string_view field) const {
    postern_value value{};
    if (host_->field_get(handle_, raw(field), &value) != POSTERN_OK) return std::nullopt;
    return value;
  }

  // effect: announce before creating something outside; the same bytes come back in revoke.
  Result<void> effect(std::string_view bytes) const {
    return check(host_->effect_put(handle_, raw(bytes)), "effect_put");
  }

  // secret: the named secret's content; lives until the call ends.
  Result<ByteView> secret(std::string_view name) const {
    postern_bytes content{};
    const postern_status status = host_->secret_get(handle_, raw(name), &content);
    if (status == POSTERN_OK) return view(content);
    return Failure(POSTERN_MISCONFIGURED, POSTERN_REASON_SECRET_UNREADABLE)
        .about(std::string(name))
        .text("secret '" + std::string(name) + "' cannot be read");
  }

  // fetch: a web request through the host; the answer lives until the call ends.
  Result<ByteView> fetch(const WebRequest& wanted) const {
    const postern_fetch request{sizeof(postern_fetch),
                                wanted.post ? 1u : 0u,
                                raw(wanted.url),
                                raw(wanted.headers),
                                raw(wanted.body),
                                wanted.max_bytes,
                                static_cast<uint32_t>(wanted.keep),
                                0};
    postern_bytes answer{};
    const postern_status status = host_->fetch(handle_, &request, &answer);
    if (status == POSTERN_OK) return view(answer);
    const std::string why = answer.len == 0 ? "the host does not say why" : std::string(text_view(answer));
    return Failure(status, POSTERN_REASON_COLLATERAL_UNAVAILABLE)
        .about(std::string(wanted.url))
        .text("cannot fetch " + std::string(wanted.url) + ": " + why);
  }

  void count(std::string_view metric, double amount = 1) const { host_->metric_add(handle_, raw(metric), amount); }
  void observe(std::string_view metric, double value) const { host_->metric_observe(handle_, raw(metric), value); }

  // fail: hands the reason to the host and answers the status that the C function must return.
  postern_status fail(const Failure& failure) const {
    const postern_reason reason{sizeof(postern_reason),         0,
                                raw(failure.code()),            raw(failure.subject()),
                                raw(failure.expected()),        raw(failure.observed()),
                                raw(failure.specification()),   raw(failure.peer_text()),
                                raw(failure.operator_text()),  failure.retry_after().count(),
                                raw(failure.details())};
    host_->fail(handle_, &reason);
    return failure.status();
  }

  postern_call* handle() const { return handle_; }

 private:
  Result<void> claim(std::string_view name, const postern_value& value) const {
    return check(host_->claim_put(handle_, raw(name), &value), "claim_put " + std::string(name));
  }
  Result<void> emit(const postern_field& field) const {
    return check(host_->emit(handle_, &field), "emit " + std::string(text_view(field.name)));
  }
  static Result<void> check(postern_status status, const std::string& what) {
    if (status == POSTERN_OK) return {};
    return Failure(status, POSTERN_REASON_PLUGIN_FAULT).text("host refused " + what);
  }

  postern_call* handle_;
  const postern_host* host_;
};

}  // namespace postern::sdk

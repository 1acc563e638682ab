// SPDX-License-Identifier: Apache-2.0
#pragma once

// RecordingHost: a host for tests of plugin code. It offers every service of the contract, keeps what a component
// states, and judges nothing: the real facades have tests of their own.

#include <atomic>
#include <chrono>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "postern/sdk/component.h"

namespace postern::test {

struct RecordedValue {
  uint32_t type = POSTERN_TYPE_NONE;
  int64_t integer = 0;
  std::string bytes;
};
struct RecordedField {
  std::string name, key;
  RecordedValue value;
};

struct RecordedRequest {
  std::string url, headers, body;
  bool is_post = false, may_be_kept = false, may_be_recorded = false;
};

class RecordingHost {
 public:
  RecordingHost();
  ~RecordingHost();
  RecordingHost(const RecordingHost&) = delete;

  // call: a call on this host. Valid as long as the host.
  sdk::Call call();

  // What the next calls see.
  std::chrono::sys_time<std::chrono::nanoseconds> now{std::chrono::seconds(1'790'000'000)};
  std::chrono::nanoseconds remaining{std::chrono::seconds(30)};
  std::atomic<bool> is_cancelled = false;
  std::map<std::string, std::string> secrets;          // by name; absent ones answer POSTERN_NOT_FOUND
  std::map<std::string, std::string> pages;            // answers of fetch by URL; absent ones answer POSTERN_UNAVAILABLE
  std::function<void(const RecordedRequest&)> on_fetch; // called before each answer, if set
  std::map<std::string, RecordedValue> earlier_claims; // what earlier steps proved
  std::map<uint32_t, std::string> earlier_bindings;
  std::map<std::string, RecordedValue> earlier_fields; // what earlier steps emitted

  // What the component said.
  std::map<std::string, RecordedValue> claims;
  std::map<uint32_t, std::string> bindings;
  std::vector<RecordedField> fields;
  std::vector<std::string> effects;
  std::vector<std::string> log;
  std::vector<RecordedRequest> requests;  // made by fetch, also those without an answer
  std::string fail_code, fail_subject, fail_expected, fail_observed, fail_text;
  std::chrono::nanoseconds fail_retry_after{0};

  // field: the value of the only field of that name; fails loudly when there is none.
  const std::string& field(const std::string& name) const;
};

}  // namespace postern::test

// SPDX-License-Identifier: Apache-2.0
#pragma once

// Trail: what happened at each step on the way to a verdict. Kept for the record; decides nothing.

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "host/attest/reason.h"
#include "host/attest/value.h"

namespace postern::attest {

// Origin: whose code a step is. Digests are lower-case hex.
struct Origin {
  std::string component, version;
  std::string plugin, plugin_version, plugin_sha256;
};

// Fetched: one answer to a step that asked for a web page.
struct Fetched {
  std::string url;
  bool may_record = false;  // it holds no secret, and may be kept beside the records
  std::shared_ptr<const ByteVector> page;  // nullptr: there was none
  std::string failure, text;  // then: the name of the status (UNAVAILABLE) and its text
};

struct StepTrace {
  std::string instance;
  Origin origin;
  bool warns = false;              // its refusal is a warning
  std::optional<Refusal> refusal;  // absent: it allowed, or gave what it was asked for
  std::chrono::nanoseconds took{0};
  std::vector<Fetched> fetched;    // in the order of the answers
};

using Trail = std::vector<StepTrace>;

}  // namespace postern::attest

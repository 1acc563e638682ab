// SPDX-License-Identifier: Apache-2.0
#pragma once

// Refusal: anything but an explicit allow, with its class and its reason. Owned by the host.

#include <chrono>
#include <string>
#include <vector>

#include "postern/reason.h"
#include "postern/status.h"

namespace postern::attest {

struct Reason {
  std::string code;     // stable; never empty
  std::string subject;  // claim, binding, step, or configuration key
  std::string expected, observed;
  std::string specification;
  std::string peer_text;      // may be sent to the peer
  std::string operator_text;  // for log and record only
  std::chrono::nanoseconds retry_after{0};  // for kRetryable: when to ask again; 0 when not known
  std::vector<std::string> details = {};    // further lines for log and record, such as the events that extended a PCR
};

enum class RefusalClass { kRetryable, kDenied, kMisconfigured, kNotApplicable, kInternal };

struct Refusal {
  RefusalClass cls = RefusalClass::kInternal;
  Reason reason;
  std::string step;  // instance that refused, or empty for the host itself
};

// class_of: the class of a status of the contract; whatever is unknown, and POSTERN_OK, is kInternal.
RefusalClass class_of(postern_status status);

// class_name: "retryable", "denied", "misconfigured", "not-applicable", "internal".
const char* class_name(RefusalClass cls);

// describe: one line for the operator: code, subject, expected, observed, text.
std::string describe(const Refusal& refusal);

// denied, internal: refusals that the host itself makes.
Refusal denied(std::string code, std::string text);
Refusal internal(std::string code, std::string text);

}  // namespace postern::attest

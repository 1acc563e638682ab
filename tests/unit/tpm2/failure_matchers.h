// SPDX-License-Identifier: Apache-2.0
#pragma once

// Matchers for Result: refused for the right reason, not merely refused.

#include <gmock/gmock.h>

#include <string>

#include "postern/sdk/result.h"

namespace postern::test {

MATCHER(Succeeds, "succeeds") {
  if (arg.ok()) return true;
  *result_listener << arg.failure().code() << ": " << arg.failure().operator_text();
  return false;
}

MATCHER_P(DeniedWith, code, "is denied with " + std::string(code)) {
  if (arg.ok()) {
    *result_listener << "which succeeds";
    return false;
  }
  *result_listener << arg.failure().code() << ": " << arg.failure().operator_text();
  return arg.failure().status() == POSTERN_DENIED && arg.failure().code() == code &&
         !arg.failure().operator_text().empty() && !arg.failure().subject().empty();
}

MATCHER_P(MisconfiguredAt, pointer, "is misconfigured at " + std::string(pointer)) {
  if (arg.ok()) {
    *result_listener << "which succeeds";
    return false;
  }
  *result_listener << arg.failure().subject() << ": " << arg.failure().operator_text();
  return arg.failure().status() == POSTERN_MISCONFIGURED && arg.failure().subject() == pointer;
}

}  // namespace postern::test

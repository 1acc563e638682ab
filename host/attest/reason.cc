// SPDX-License-Identifier: Apache-2.0
#include "host/attest/reason.h"

namespace postern::attest {

RefusalClass class_of(postern_status status) {
  switch (POSTERN_STATUS_CLASS(status)) {
    case POSTERN_CLASS_RETRYABLE: return RefusalClass::kRetryable;
    case POSTERN_CLASS_DENIED: return RefusalClass::kDenied;
    case POSTERN_CLASS_MISCONFIGURED: return RefusalClass::kMisconfigured;
    case POSTERN_CLASS_NOT_APPLICABLE: return RefusalClass::kNotApplicable;
    default: return RefusalClass::kInternal;
  }
}

const char* class_name(RefusalClass cls) {
  switch (cls) {
    case RefusalClass::kRetryable: return "retryable";
    case RefusalClass::kDenied: return "denied";
    case RefusalClass::kMisconfigured: return "misconfigured";
    case RefusalClass::kNotApplicable: return "not-applicable";
    case RefusalClass::kInternal: break;
  }
  return "internal";
}

std::string describe(const Refusal& refusal) {
  const Reason& reason = refusal.reason;
  std::string line = reason.code;
  if (!refusal.step.empty()) line += " from " + refusal.step;
  if (!reason.subject.empty()) line += ", " + reason.subject;
  if (!reason.expected.empty()) line += ", expected " + reason.expected;
  if (!reason.observed.empty()) line += ", observed " + reason.observed;
  if (!reason.operator_text.empty()) line += ": " + reason.operator_text;
  return line;
}

namespace {
Refusal make(RefusalClass cls, std::string code, std::string text) {
  Refusal refusal;
  refusal.cls = cls;
  refusal.reason.code = std::move(code);
  refusal.reason.operator_text = std::move(text);
  return refusal;
}
}  // namespace

Refusal denied(std::string code, std::string text) {
  return make(RefusalClass::kDenied, std::move(code), std::move(text));
}
Refusal internal(std::string code, std::string text) {
  return make(RefusalClass::kInternal, std::move(code), std::move(text));
}

}  // namespace postern::attest

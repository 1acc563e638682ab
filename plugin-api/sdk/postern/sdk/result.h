// SPDX-License-Identifier: Apache-2.0
#pragma once

// How C++ plugin code says that something did not work: a status of the contract and a reason for it.

#include <chrono>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "postern/reason.h"
#include "postern/status.h"

namespace postern::sdk {

// Failure: a status other than POSTERN_OK and why. Built in one expression:
//   return Failure::denied(POSTERN_REASON_PCR_MISMATCH).about("tpm.pcr.4").expected(a).observed(b).text("…");
class Failure {
 public:
  Failure(postern_status status, std::string_view code)
      : status_(status == POSTERN_OK ? POSTERN_INTERNAL : status), code_(code) {}

  static Failure denied(std::string_view code) { return {POSTERN_DENIED, code}; }
  static Failure malformed(std::string text) {
    return denied(POSTERN_REASON_EVIDENCE_MALFORMED).text(std::move(text));
  }
  static Failure misconfigured(std::string pointer, std::string text) {
    return Failure(POSTERN_MISCONFIGURED, POSTERN_REASON_MISCONFIGURED).about(std::move(pointer)).text(std::move(text));
  }
  static Failure unavailable(std::string text) {
    return Failure(POSTERN_UNAVAILABLE, POSTERN_REASON_BACKEND_UNAVAILABLE).text(std::move(text));
  }
  static Failure internal(std::string text) {
    return Failure(POSTERN_INTERNAL, POSTERN_REASON_PLUGIN_FAULT).text(std::move(text));
  }

  Failure about(std::string subject) && { return subject_ = std::move(subject), std::move(*this); }
  Failure expected(std::string value) && { return expected_ = std::move(value), std::move(*this); }
  Failure observed(std::string value) && { return observed_ = std::move(value), std::move(*this); }
  Failure spec(std::string section) && { return specification_ = std::move(section), std::move(*this); }
  Failure peer(std::string text) && { return peer_text_ = std::move(text), std::move(*this); }
  Failure text(std::string text) && { return operator_text_ = std::move(text), std::move(*this); }
  // details: further lines for the operator, such as the events that extended a PCR.
  Failure details(std::string lines) && { return details_ = std::move(lines), std::move(*this); }
  // retry_after: with a retryable status, how long to wait before asking again.
  Failure retry_after(std::chrono::nanoseconds wait) && { return retry_after_ = wait, std::move(*this); }

  postern_status status() const { return status_; }
  const std::string& code() const { return code_; }
  const std::string& subject() const { return subject_; }
  const std::string& expected() const { return expected_; }
  const std::string& observed() const { return observed_; }
  const std::string& specification() const { return specification_; }
  const std::string& peer_text() const { return peer_text_; }
  const std::string& operator_text() const { return operator_text_; }
  const std::string& details() const { return details_; }
  std::chrono::nanoseconds retry_after() const { return retry_after_; }

 private:
  postern_status status_;
  std::string code_, subject_, expected_, observed_, specification_, peer_text_, operator_text_, details_;
  std::chrono::nanoseconds retry_after_{0};
};

// Result: a T or a Failure. Result<void> is success or a Failure.
template <typename T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::move(value)) {}
  Result(Failure failure) : state_(std::move(failure)) {}
  bool ok() const { return state_.index() == 0; }
  T& value() { return std::get<0>(state_); }
  const T& value() const { return std::get<0>(state_); }
  T take() { return std::move(std::get<0>(state_)); }
  const Failure& failure() const { return std::get<1>(state_); }

 private:
  std::variant<T, Failure> state_;
};

template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  Result(Failure failure) : state_(std::move(failure)) {}
  bool ok() const { return state_.index() == 0; }
  const Failure& failure() const { return std::get<1>(state_); }

 private:
  std::variant<std::monostate, Failure> state_;
};

// Allow: the only value with which a validator admits. There is no other way to make it than to write its name.
struct Allow {};
using Judgement = Result<Allow>;

}  // namespace postern::sdk

// POSTERN_TRY(name, expression): name = value of the Result, or return its Failure.
#define POSTERN_TRY(name, expression)                       \
  auto name##_result = (expression);                        \
  if (!name##_result.ok()) return name##_result.failure();  \
  auto name = name##_result.take()

// POSTERN_CHECK(expression): returns the Failure of a Result<void> if it is one.
#define POSTERN_CHECK(expression) \
  if (auto check_result = (expression); !check_result.ok()) return check_result.failure()

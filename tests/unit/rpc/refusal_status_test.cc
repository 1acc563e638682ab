// SPDX-License-Identifier: Apache-2.0
#include "host/rpc/refusal_status.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "host/attest/value.h"
#include "host/rpc/refusal_details.h"

namespace postern::rpc {
namespace {

using attest::RefusalClass;
using grpc::StatusCode;

struct Case {
  std::string code;
  RefusalClass cls;
  StatusCode status;
  std::string text;
  friend void PrintTo(const Case& c, std::ostream* out) { *out << c.code << " " << attest::class_name(c.cls); }
};
class RefusalStatus : public ::testing::TestWithParam<Case> {};

TEST_P(RefusalStatus, HasCodeAndDefaultText) {
  attest::Refusal refusal = attest::denied(GetParam().code, "for the operator");
  refusal.cls = GetParam().cls;
  const grpc::Status status = refusal_status(refusal, "id");
  EXPECT_EQ(status.error_code(), GetParam().status);
  EXPECT_EQ(status.error_message(), GetParam().code + ": " + GetParam().text + " (request id)");
  const auto details = parse_details(status.error_details());
  ASSERT_TRUE(details);
  EXPECT_EQ(details->code, GetParam().code);
  EXPECT_EQ(details->text, GetParam().text);
  EXPECT_EQ(details->request_id, "id");
}

constexpr char kLater[] = "the gate cannot answer now; try again later", kRefused[] = "the gate refused the request";
constexpr char kSetup[] = "the gate is not set up to answer; tell its operator", kFailed[] = "the gate failed; tell its operator";
INSTANTIATE_TEST_SUITE_P(
    Classes, RefusalStatus,
    ::testing::Values(Case{"X", RefusalClass::kRetryable, StatusCode::UNAVAILABLE, kLater},
                      Case{"X", RefusalClass::kDenied, StatusCode::PERMISSION_DENIED, kRefused},
                      Case{"X", RefusalClass::kMisconfigured, StatusCode::FAILED_PRECONDITION, kSetup},
                      Case{"X", RefusalClass::kNotApplicable, StatusCode::UNIMPLEMENTED, kFailed},
                      Case{"X", RefusalClass::kInternal, StatusCode::INTERNAL, kFailed},
                      Case{"REQUEST_INVALID", RefusalClass::kDenied, StatusCode::INVALID_ARGUMENT, kRefused},
                      Case{"OVERLOADED", RefusalClass::kRetryable, StatusCode::RESOURCE_EXHAUSTED, kLater},
                      Case{"TIMEOUT", RefusalClass::kRetryable, StatusCode::DEADLINE_EXCEEDED, kLater}));

TEST(RefusalStatusTest, SaysWhenToAskAgain) {
  attest::Refusal refusal = attest::denied("X", "");
  refusal.reason.retry_after = std::chrono::milliseconds(2500);
  EXPECT_EQ(parse_details(refusal_status(refusal, "").error_details())->retry_after.count(), 0) << "it would not help";
  refusal.cls = RefusalClass::kRetryable;
  EXPECT_EQ(parse_details(refusal_status(refusal, "").error_details())->retry_after, std::chrono::milliseconds(2500));
}

// gRPC's clients take 8 KiB of trailers by default.
TEST(RefusalStatusTest, LongTextsFitIntoTrailers) {
  attest::Refusal refusal = attest::denied("X", "");
  for (std::size_t i = 0; i < 4096; ++i) refusal.reason.peer_text += i % 2 == 0 ? "\xc3" : "\xa4";
  for (const char* before : {"", "a"}) {
    refusal.reason.peer_text = before + refusal.reason.peer_text;
    const grpc::Status status = refusal_status(refusal, std::string(16, 'f'));
    EXPECT_LT(3 * status.error_message().size() + status.error_details().size() * 4 / 3, 6000u);
    const std::string text = parse_details(status.error_details())->text;
    EXPECT_GT(text.size(), 500u);
    EXPECT_TRUE(attest::is_utf8(text));
  }
}

TEST(RefusalStatusTest, NeverOk) {
  for (RefusalClass cls : {RefusalClass::kRetryable, RefusalClass::kDenied, RefusalClass::kMisconfigured,
                           RefusalClass::kNotApplicable, RefusalClass::kInternal, static_cast<RefusalClass>(99)}) {
    attest::Refusal refusal;
    refusal.cls = cls;
    EXPECT_FALSE(refusal_status(refusal, "").ok());
  }
}

}  // namespace
}  // namespace postern::rpc

// SPDX-License-Identifier: Apache-2.0
#include "host/rpc/refusal_status.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "postern/v1/gate.pb.h"

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
  v1::Refusal detail;
  ASSERT_TRUE(detail.ParseFromString(status.error_details()));
  EXPECT_EQ(detail.text(), GetParam().text);
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

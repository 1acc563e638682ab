// SPDX-License-Identifier: Apache-2.0
//
// Whatever a backend answers, through the real facade.

#include <gmock/gmock.h>

#include "unit/plugin/bench.h"

namespace postern::plugin {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

struct Case {
  std::string behaviour, failure, text;
  friend void PrintTo(const Case& c, std::ostream* out) { *out << c.behaviour; }
};

class BackendAnswer : public Bench, public ::testing::WithParamInterface<Case> {};

TEST_P(BackendAnswer, IsCheckedByTheHost) {
  const auto backend = this->backend(GetParam().behaviour);
  const pipeline::Contribution contribution = ask(*backend);
  ASSERT_EQ(failure(contribution.refusal), GetParam().failure);
  if (!contribution.refusal) return;
  EXPECT_THAT(contribution.refusal->reason.operator_text, HasSubstr(GetParam().text));
  EXPECT_THAT(contribution.fields, IsEmpty()) << "nothing of a refused contribution may be used";
}

constexpr char kFault[] = "internal PLUGIN_FAULT";
INSTANTIATE_TEST_SUITE_P(
    Statuses, BackendAnswer,
    ::testing::Values(Case{"give", "none", ""}, Case{"nothing", "none", ""},
                      Case{"denied", "denied POLICY_UNSATISFIED", ""},
                      Case{"denied-with-reason", "denied VENDOR_SAYS_NO", "text for the operator"},
                      Case{"unavailable", "retryable BACKEND_UNAVAILABLE", ""},
                      Case{"timed-out", "retryable TIMEOUT", ""},
                      Case{"misconfigured", "misconfigured MISCONFIGURED", ""},
                      Case{"not-applicable", "not-applicable PLUGIN_FAULT", ""}, Case{"internal", kFault, ""},
                      Case{"status-12345", kFault, ""}, Case{"status-negative", kFault, ""},
                      Case{"throw-exception", kFault, "the plugin threw: an exception of the plugin"},
                      Case{"throw-int", kFault, "no exception"}, Case{"hostile-code", kFault, "a reason code"}));
INSTANTIATE_TEST_SUITE_P(
    Fields, BackendAnswer,
    ::testing::Values(Case{"undeclared-field", kFault, "undeclared field token"},
                      Case{"unwanted-field", kFault, "field secret that the request did not want"},
                      Case{"wrong-type", kFault, "field secret of another type than declared"},
                      Case{"second-field", kFault, "second value of field answer"},
                      Case{"field-not-utf8", kFault, "field answer that is not UTF-8"},
                      Case{"key-not-utf8", kFault, "field list with a key"},
                      Case{"long-key", kFault, "field list with a key"}, Case{"bool-7", kFault, "neither 0 nor 1"},
                      Case{"largest-field", "none", ""}, Case{"huge-field", kFault, "more than 1 MiB"},
                      Case{"many-fields", kFault, "more than 1024 fields"}, Case{"null-field", kFault, "a field at NULL"},
                      Case{"claims", kFault, "undeclared claim scripted.text"}));
INSTANTIATE_TEST_SUITE_P(Effects, BackendAnswer,
                         ::testing::Values(Case{"effects", "none", ""}, Case{"empty-effect", kFault, "unreadable effect"},
                                           Case{"huge-effect", kFault, "unreadable effect"},
                                           Case{"many-effects", kFault, "more than 64 effects"}));

using BackendFacadeTest = Bench;

TEST_F(BackendFacadeTest, FieldsArriveWithKeysTypesAndSecrecy) {
  const auto contribution = ask(*backend("give-all"), kLong, {"answer", "secret", "number", "flag", "list"});
  ASSERT_EQ(failure(contribution.refusal), "none");
  ASSERT_EQ(contribution.fields.size(), 6u);
  EXPECT_EQ(field(contribution, "answer"), "an answer");
  EXPECT_EQ(field(contribution, "secret"), std::string("\0\1\2", 3));
  EXPECT_TRUE(contribution.fields[1].secret);
  EXPECT_FALSE(contribution.fields[0].secret);
  EXPECT_EQ(contribution.fields[2].integer, -5);
  EXPECT_EQ(contribution.fields[3].integer, 1);
  EXPECT_EQ(contribution.fields[4].key, "a");
  EXPECT_EQ(contribution.fields[5].key, "b");
}

TEST_F(BackendFacadeTest, SeesRequestRoleAndClaims) {
  pipeline::Request request = this->request();
  request.fields = {{"a", "k", std::string("v")}, {"b", "", int64_t{-3}}, {"c", "", true}, {"d", "", bytes("raw")}};
  const auto contribution = backend("echo")->contribute(request, *verified(), {{}, kLong, "granted", {"answer"}});
  EXPECT_EQ(field(contribution, "answer"), "join|granted|request-1|a,k,3,0,v|b,,2,-3,|c,,1,1,|d,,4,0,raw|claim a text");
}

TEST_F(BackendFacadeTest, EffectsCountAlsoWhenTheCallFails) {
  for (const char* behaviour : {"effects-then-denied", "effects-then-unavailable", "effects-then-throw"}) {
    const auto contribution = ask(*backend(behaviour));
    EXPECT_NE(failure(contribution.refusal), "none");
    EXPECT_THAT(effects_of(contribution), ElementsAre("first", "second")) << behaviour;
  }
}

TEST_F(BackendFacadeTest, RevokePassesTheEffectAndTheTime) {
  const auto backend = this->backend("effects");
  EXPECT_EQ(failure(backend->revoke({"first"}, {attest::Time(std::chrono::nanoseconds(42)), kLong, "", {}})), "none");
  EXPECT_TRUE(services_->log.wait_for_text("revoke first at 42"));
}

TEST_F(BackendFacadeTest, FailingRevokeIsARefusal) {
  const pipeline::BackendContext context{{}, kLong, "", {}};
  EXPECT_EQ(failure(backend("effects", {{"argument", "revoke-fails"}})->revoke({"x"}, context)), "retryable VENDOR_SAYS_NO");
  EXPECT_EQ(failure(backend("effects", {{"argument", "revoke-throws"}})->revoke({"x"}, context)), kFault);
  EXPECT_EQ(failure(backend("give", Json::object(), "no-revoke")->revoke({"x"}, context)), kFault);
}

TEST_F(BackendFacadeTest, EffectOfABackendThatCannotRevokeIsRefused) {
  const auto contribution = ask(*backend("effects", Json::object(), "no-revoke"));
  EXPECT_EQ(failure(contribution.refusal), kFault);
  EXPECT_THAT(contribution.refusal->reason.operator_text, HasSubstr("cannot revoke"));
}

}  // namespace
}  // namespace postern::plugin

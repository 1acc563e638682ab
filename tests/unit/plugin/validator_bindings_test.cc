// SPDX-License-Identifier: Apache-2.0
//
// What a validator states is compared and bounded by the host, whatever its verdict.

#include <gmock/gmock.h>

#include "unit/plugin/bench.h"

namespace postern::plugin {
namespace {

using ::testing::HasSubstr;

struct Case {
  std::string behaviour, failure, text;
  friend void PrintTo(const Case& c, std::ostream* out) { *out << c.behaviour; }
};

class StatementTest : public Bench, public ::testing::WithParamInterface<Case> {};

TEST_P(StatementTest, IsCheckedByTheHost) {
  const attest::Verdict verdict = judge_by({validator(GetParam().behaviour)});
  ASSERT_EQ(failure(verdict), GetParam().failure);
  if (const auto* refusal = std::get_if<attest::Refusal>(&verdict)) {
    EXPECT_THAT(refusal->reason.operator_text + "/" + refusal->reason.subject, HasSubstr(GetParam().text));
  }
}

constexpr char kMissing[] = "denied BINDING_MISSING", kNonce[] = "denied NONCE_MISMATCH";
constexpr char kFault[] = "internal PLUGIN_FAULT";
INSTANTIATE_TEST_SUITE_P(
    Bindings, StatementTest,
    ::testing::Values(Case{"no-bindings", kMissing, "/nonce"}, Case{"nonce-only", kMissing, "/channel-key"},
                      Case{"key-only", kMissing, "/nonce"}, Case{"wrong-nonce", kNonce, "/nonce"},
                      Case{"short-nonce", kNonce, "/nonce"}, Case{"long-nonce", kNonce, "/nonce"},
                      Case{"empty-nonce", kNonce, "/nonce"}, Case{"swapped", kNonce, "/nonce"},
                      Case{"another-key", "denied CHANNEL_MISMATCH", "/channel-key"},
                      Case{"undeclared-binding", kFault, "undeclared binding 3"},
                      Case{"binding-0", kFault, "undeclared binding 0"},
                      Case{"binding-32", kFault, "undeclared binding 32"},
                      Case{"second-binding", kFault, "second value of binding nonce"},
                      Case{"null-binding", kFault, "unreadable nonce"}));
INSTANTIATE_TEST_SUITE_P(
    Claims, StatementTest,
    ::testing::Values(Case{"undeclared-claim", kFault, "undeclared claim tpm.ak.name"},
                      Case{"wrong-type", kFault, "claim scripted.number of another type than declared"},
                      Case{"second-claim", kFault, "second value of claim scripted.text"},
                      Case{"largest-claim", "none", ""}, Case{"huge-claim", kFault, "unreadable value"},
                      Case{"claim-not-utf8", kFault, "unreadable value"},
                      Case{"claim-name-not-utf8", kFault, "undeclared claim (not UTF-8) ff"},
                      Case{"bool-7", kFault, "unreadable value"}, Case{"null-claim", kFault, "unreadable value"},
                      Case{"null-claim-name", kFault, "a claim name at NULL"},
                      Case{"effect", kFault, "effect of a backend that cannot revoke"}));

}  // namespace
}  // namespace postern::plugin

// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "unit/plugin/bench.h"

namespace postern::plugin {
namespace {

class IssuerFacadeTest : public Bench {
 protected:
  std::variant<attest::ByteVector, attest::Refusal> issue(const std::string& behaviour) {
    IssuerFacade facade(make("issuer", {{"behaviour", behaviour}}));
    return facade.issue("scripted", bytes("nonce"), bytes("key"), {}, kLong);
  }
  std::string failure_of(const std::string& behaviour) {
    const auto answer = issue(behaviour);
    const auto* refusal = std::get_if<attest::Refusal>(&answer);
    return refusal == nullptr ? "none" : failure(std::optional(*refusal));
  }
};

TEST_F(IssuerFacadeTest, GivesTheDocument) {
  EXPECT_EQ(text(std::get<attest::ByteVector>(issue("give"))), "scripted|nonce|key");
}

TEST_F(IssuerFacadeTest, EverythingElseIsARefusal) {
  EXPECT_EQ(failure_of("nothing"), "internal PLUGIN_FAULT");
  EXPECT_EQ(failure_of("empty"), "internal PLUGIN_FAULT");
  EXPECT_EQ(failure_of("other-field"), "internal PLUGIN_FAULT");
  EXPECT_EQ(failure_of("throw-exception"), "internal PLUGIN_FAULT");
  EXPECT_EQ(failure_of("throw-int"), "internal PLUGIN_FAULT");
  EXPECT_EQ(failure_of("unavailable"), "retryable BACKEND_UNAVAILABLE");
  EXPECT_EQ(failure_of("status-12345"), "internal PLUGIN_FAULT");
}

}  // namespace
}  // namespace postern::plugin

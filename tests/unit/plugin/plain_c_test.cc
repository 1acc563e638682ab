// SPDX-License-Identifier: Apache-2.0
//
// A plugin in C99 does all that a C++ one does.

#include <gmock/gmock.h>

#include "unit/plugin/bench.h"

namespace postern::plugin {
namespace {

class PlainC : public Bench {
 protected:
  static const PluginSet& plugins() {
    static const PluginSet set = [] {
      PluginSet loaded;
      if (auto status = loaded.add({"plain", plugin_path("plain-c"), ""}); !status.ok())
        throw std::runtime_error(std::string(status.message()));
      return loaded;
    }();
    return set;
  }
  std::shared_ptr<Instance> make_plain(const std::string& component) {
    const auto found = *plugins().find("plain/" + component, ~0u);
    auto made = Instance::create({"plain", found.library, found.component, "{}"}, around_, {}, true);
    return std::get<std::shared_ptr<Instance>>(made);
  }
  attest::Verdict judge_document(attest::ByteVector document) {
    attest::Evidence evidence = this->evidence();
    evidence.document = std::move(document);
    const attest::Chain chain{{{std::make_shared<ValidatorFacade>(make_plain("plain-validator")), attest::StepMode::kEnforce, kLong}}};
    return attest::judge(chain, evidence, {}, "");
  }
};

TEST_F(PlainC, IssuerAndValidatorAgree) {
  const auto evidence = this->evidence();
  IssuerFacade issuer(make_plain("plain-issuer"));
  auto document = issuer.issue("plain", evidence.nonce, evidence.channel_key, {}, kLong);
  const attest::Verdict verdict = judge_document(std::get<attest::ByteVector>(document));
  ASSERT_EQ(failure(verdict), "none");
  const auto& claims = std::get<std::shared_ptr<const attest::Verified>>(verdict)->claims();
  EXPECT_EQ(attest::print(claims.find("plain.length")->value), "64");
}

TEST_F(PlainC, ValidatorThatOnlyEchoesAdmitsNobodyElse) {
  EXPECT_EQ(failure(judge_document(attest::ByteVector(64))), "denied NONCE_MISMATCH");
  attest::ByteVector nonce_only = evidence().nonce;
  nonce_only.resize(64);
  EXPECT_EQ(failure(judge_document(nonce_only)), "denied CHANNEL_MISMATCH");
  EXPECT_EQ(failure(judge_document({})), "denied POLICY_UNSATISFIED");
}

TEST_F(PlainC, BackendContributes) {
  BackendFacade backend(make_plain("plain-backend"));
  EXPECT_EQ(field(ask(backend, kLong, {"greeting"}), "greeting"), "hello from C");
}

TEST_F(PlainC, RefusesConfiguration) {
  const auto found = *plugins().find("plain/plain-backend", ~0u);
  const auto refusal = Instance::check_config({"plain", found.library, found.component, "{\"a\":1}"}, around_, {});
  ASSERT_EQ(failure(refusal), "misconfigured MISCONFIGURED");
  EXPECT_EQ(refusal->reason.operator_text, "expected an empty table");
}

}  // namespace
}  // namespace postern::plugin

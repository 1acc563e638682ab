// SPDX-License-Identifier: Apache-2.0
//
// The decision over a chain: every way in which anything but an explicit, bound allow is a refusal.

#include "host/attest/chain.h"

#include <gtest/gtest.h>

#include <functional>

#include "postern/host.h"

namespace postern::attest {
namespace {

constexpr uint32_t kBoth = POSTERN_BINDING_BIT(POSTERN_BINDING_NONCE) | POSTERN_BINDING_BIT(POSTERN_BINDING_CHANNEL_KEY);
constexpr uint32_t kAk = POSTERN_BINDING_BIT(POSTERN_BINDING_TPM_AK);

ByteVector bytes(const std::string& text) {
  const ByteView view = as_bytes(text);
  return {view.begin(), view.end()};
}

// Scripted: a validator whose answer the test writes.
class Scripted : public Validator {
 public:
  using Answer = std::function<StepReport(const Evidence&, const StepContext&)>;
  Scripted(std::string name, uint32_t out, uint32_t in, Answer answer)
      : name_(std::move(name)), out_(out), in_(in), answer_(std::move(answer)) {}
  const std::string& name() const override { return name_; }
  uint32_t bindings_out() const override { return out_; }
  uint32_t bindings_in() const override { return in_; }
  StepReport validate(const Evidence& evidence, const StepContext& context) override {
    ++calls;
    return answer_(evidence, context);
  }
  int calls = 0;

 private:
  const std::string name_;
  const uint32_t out_, in_;
  const Answer answer_;
};

StepReport allow(const Evidence& evidence) {
  StepReport report;
  report.refusal.reset();
  report.bindings.put(POSTERN_BINDING_NONCE, evidence.nonce, "step");
  report.bindings.put(POSTERN_BINDING_CHANNEL_KEY, evidence.channel_key, "step");
  return report;
}

std::shared_ptr<Scripted> step(Scripted::Answer answer, uint32_t out = kBoth, uint32_t in = 0) {
  return std::make_shared<Scripted>("step", out, in, std::move(answer));
}

const Evidence kEvidence{"test", bytes("document"), bytes("the nonce"), bytes("the key")};

Verdict run(std::vector<ChainStep> steps) { return judge({std::move(steps)}, kEvidence, Time{}, "id"); }
std::string code(const Verdict& verdict) {
  const auto* refusal = std::get_if<Refusal>(&verdict);
  return refusal == nullptr ? "allowed" : refusal->reason.code;
}

TEST(ChainRulesTest, AnEmptyChainRefuses) { EXPECT_EQ(code(run({})), POSTERN_REASON_NO_PIPELINE); }

TEST(ChainRulesTest, AnUntouchedReportRefuses) {
  EXPECT_EQ(code(run({{step([](auto&, auto&) { return StepReport{}; })}})), POSTERN_REASON_PLUGIN_FAULT);
}

TEST(ChainRulesTest, ABoundAllowAdmits) {
  const Verdict verdict = run({{step([](auto& evidence, auto&) { return allow(evidence); })}});
  ASSERT_EQ(code(verdict), "allowed");
  EXPECT_TRUE(std::get<0>(verdict)->evidence().document.empty()) << "the document is let go";
}

TEST(ChainRulesTest, AllowWithoutAnyBindingIsRefused) {
  const auto answer = [](auto&, auto&) {
    StepReport report;
    report.refusal.reset();
    return report;
  };
  EXPECT_EQ(code(run({{step(answer)}})), POSTERN_REASON_BINDING_MISSING);
  EXPECT_EQ(code(run({{step(answer, 0)}})), POSTERN_REASON_BINDING_MISSING) << "also when it promised none";
}

TEST(ChainRulesTest, EachBindingMustBeThere) {
  for (const uint32_t kind : {POSTERN_BINDING_NONCE, POSTERN_BINDING_CHANNEL_KEY}) {
    const auto answer = [kind](const Evidence& evidence, const StepContext&) {
      StepReport report;
      report.refusal.reset();
      report.bindings.put(kind, kind == POSTERN_BINDING_NONCE ? evidence.nonce : evidence.channel_key, "step");
      return report;
    };
    EXPECT_EQ(code(run({{step(answer, POSTERN_BINDING_BIT(kind))}})), POSTERN_REASON_BINDING_MISSING);
  }
}

TEST(ChainRulesTest, AnotherNonceOrKeyIsRefused) {
  const auto with = [](ByteVector nonce, ByteVector key) {
    return [=](auto&, auto&) {
      StepReport report;
      report.refusal.reset();
      report.bindings.put(POSTERN_BINDING_NONCE, nonce, "step");
      report.bindings.put(POSTERN_BINDING_CHANNEL_KEY, key, "step");
      return report;
    };
  };
  EXPECT_EQ(code(run({{step(with(bytes("a nonce"), kEvidence.channel_key))}})), POSTERN_REASON_NONCE_MISMATCH);
  EXPECT_EQ(code(run({{step(with({}, kEvidence.channel_key))}})), POSTERN_REASON_NONCE_MISMATCH);
  EXPECT_EQ(code(run({{step(with(kEvidence.nonce, bytes("the kex")))}})), POSTERN_REASON_CHANNEL_MISMATCH);
  EXPECT_EQ(code(run({{step(with(kEvidence.nonce, bytes("the key.")))}})), POSTERN_REASON_CHANNEL_MISMATCH);
}

TEST(ChainRulesTest, AnEmptyExpectationIsNeverMet) {
  const Evidence nothing{"test", {}, {}, {}};
  const Verdict verdict =
      judge({{{step([](auto& evidence, auto&) { return allow(evidence); })}}}, nothing, Time{}, "id");
  EXPECT_EQ(code(verdict), POSTERN_REASON_NONCE_MISMATCH);
}

TEST(ChainRulesTest, ARefusalStopsTheChain) {
  const auto first = step([](auto&, auto&) {
    StepReport report;
    report.refusal = denied("VENDOR_NO", "no");
    return report;
  });
  const auto second = step([](auto& evidence, auto&) { return allow(evidence); });
  EXPECT_EQ(code(run({{first}, {second}})), "VENDOR_NO");
  EXPECT_EQ(second->calls, 0);
}

TEST(ChainRulesTest, WarnModeProvesNothing) {
  const auto refusing = step([](const Evidence& evidence, auto&) {
    StepReport report = allow(evidence);
    report.refusal = denied("VENDOR_NO", "no");
    report.claims.put("leaked", true, "step");
    return report;
  });
  EXPECT_EQ(code(run({{refusing, StepMode::kWarn}})), POSTERN_REASON_BINDING_MISSING);
  const Verdict verdict =
      run({{step([](auto& evidence, auto&) { return allow(evidence); })}, {refusing, StepMode::kWarn}});
  ASSERT_EQ(code(verdict), "allowed");
  EXPECT_EQ(std::get<0>(verdict)->warnings().size(), 1u);
  EXPECT_EQ(std::get<0>(verdict)->claims().find("leaked"), nullptr);
}

TEST(ChainRulesTest, AStepSeesOnlyWhatEarlierStepsProved) {
  const auto prove = [](const Evidence& evidence, const StepContext& context) {
    EXPECT_TRUE(context.claims.all().empty());
    StepReport report = allow(evidence);
    report.bindings.put(POSTERN_BINDING_TPM_AK, bytes("ak"), "one");
    report.claims.put("a.claim", int64_t{7}, "one");
    return report;
  };
  const auto read = [](const Evidence&, const StepContext& context) {
    EXPECT_NE(context.claims.find("a.claim"), nullptr);
    EXPECT_NE(context.bindings.find(POSTERN_BINDING_TPM_AK), nullptr);
    StepReport report;
    report.refusal.reset();
    return report;
  };
  EXPECT_EQ(code(run({{step(prove, kBoth | kAk)}, {step(read, 0, kAk)}})), "allowed");
  EXPECT_EQ(code(run({{step(read, 0, kAk)}})), POSTERN_REASON_BINDING_MISSING) << "nobody proved the key";
}

TEST(ChainRulesTest, StepsMustAgreeOnTheAttestationKey) {
  const auto with_ak = [](const std::string& ak) {
    return [=](const Evidence& evidence, const StepContext&) {
      StepReport report = allow(evidence);
      report.bindings.put(POSTERN_BINDING_TPM_AK, bytes(ak), "step");
      return report;
    };
  };
  EXPECT_EQ(code(run({{step(with_ak("x"))}, {step(with_ak("x"))}})), "allowed");
  EXPECT_EQ(code(run({{step(with_ak("x"))}, {step(with_ak("y"))}})), POSTERN_REASON_BINDING_MISMATCH);
}

TEST(ChainRulesTest, AClaimIsWrittenOnce) {
  const auto claim = [](const Evidence& evidence, const StepContext&) {
    StepReport report = allow(evidence);
    report.claims.put("a.claim", true, "step");
    return report;
  };
  EXPECT_EQ(code(run({{step(claim)}, {step(claim)}})), POSTERN_REASON_PLUGIN_FAULT);
}

}  // namespace
}  // namespace postern::attest

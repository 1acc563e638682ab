// SPDX-License-Identifier: Apache-2.0
//
// One request through one pipeline: order, alternatives, completeness, and the undoing of what failed.

#include "host/pipeline/run.h"

#include <gtest/gtest.h>

#include <functional>

#include "postern/host.h"

namespace postern::pipeline {
namespace {

class QuietJournal : public attest::Journal {
 public:
  void note(attest::Event event) override { events.push_back(std::move(event)); }
  std::vector<attest::Event> events;
};

class AllowAll : public attest::Validator {
 public:
  const std::string& name() const override { return name_; }
  uint32_t bindings_out() const override { return 0; }
  uint32_t bindings_in() const override { return 0; }
  attest::StepReport validate(const attest::Evidence& evidence, const attest::StepContext&) override {
    attest::StepReport report;
    report.refusal.reset();
    report.bindings.put(POSTERN_BINDING_NONCE, evidence.nonce, name_);
    report.bindings.put(POSTERN_BINDING_CHANNEL_KEY, evidence.channel_key, name_);
    return report;
  }

 private:
  const std::string name_ = "allow";
};

std::shared_ptr<const attest::Verified> verified() {
  const attest::Evidence evidence{"t", {}, {std::byte{1}}, {std::byte{2}}};
  return std::get<0>(attest::judge({{{std::make_shared<AllowAll>()}}}, evidence, {}, "id"));
}

// Scripted: a backend that produces one field, announces one effect, or fails; everybody writes into one diary.
class Scripted : public Backend {
 public:
  Scripted(std::string name, std::string field, std::vector<std::string>& diary,
           std::optional<attest::RefusalClass> fails = std::nullopt)
      : name_(std::move(name)), fields_{{field, POSTERN_TYPE_TEXT, false, false}}, diary_(diary), fails_(fails) {}
  const std::string& name() const override { return name_; }
  const std::vector<FieldDeclaration>& fields_out() const override { return fields_; }
  Contribution contribute(const Request&, const attest::Verified&, const BackendContext& context) override {
    diary_.push_back("ask " + name_);
    Contribution contribution;
    contribution.effects.push_back("made by " + name_);
    contribution.refusal.reset();
    if (fails_) {
      contribution.refusal = attest::Refusal{*fails_, {"FAILED", {}, {}, {}, {}, {}, {}}, ""};
    } else if (!context.wanted.empty() && !silent) {
      TicketField field;
      field.name = fields_[0].name;
      contribution.fields.push_back(std::move(field));
    }
    return contribution;
  }
  std::optional<attest::Refusal> revoke(const std::string& effect, const BackendContext&) override {
    diary_.push_back("revoke " + effect);
    if (cannot_revoke) return attest::denied("CANNOT", "");
    return std::nullopt;
  }
  bool silent = false, cannot_revoke = false;

 private:
  const std::string name_;
  const std::vector<FieldDeclaration> fields_;
  std::vector<std::string>& diary_;
  const std::optional<attest::RefusalClass> fails_;
};

class RunRulesTest : public testing::Test {
 protected:
  std::shared_ptr<Scripted> backend(const std::string& name, const std::string& field,
                                    std::optional<attest::RefusalClass> fails = std::nullopt) {
    return std::make_shared<Scripted>(name, field, diary_, fails);
  }
  Outcome ask() {
    Request request;
    request.kind = "join";
    request.carries = carries_;
    return run(pipeline_, request, *verified(), {}, journal_);
  }
  static std::string code(const Outcome& outcome) {
    const auto* refusal = std::get_if<attest::Refusal>(&outcome);
    return refusal == nullptr ? "ticket" : refusal->reason.code;
  }
  using Diary = std::vector<std::string>;
  Diary diary_;
  QuietJournal journal_;
  Pipeline pipeline_;
  std::vector<std::string> carries_;
};

TEST_F(RunRulesTest, BackendsAnswerInOrder) {
  pipeline_.backends = {{{backend("a", "x")}}, {{backend("b", "y")}}};
  const Outcome outcome = ask();
  ASSERT_EQ(code(outcome), "ticket");
  EXPECT_EQ(diary_, (Diary{"ask a", "ask b"}));
  EXPECT_NE(std::get<Ticket>(outcome).find("y"), nullptr);
}

TEST_F(RunRulesTest, AFailureUndoesEverythingLastFirst) {
  pipeline_.backends = {{{backend("a", "x")}}, {{backend("b", "y")}}, {{backend("c", "z", attest::RefusalClass::kDenied)}}};
  EXPECT_EQ(code(ask()), "FAILED");
  EXPECT_EQ(diary_, (Diary{"ask a", "ask b", "ask c", "revoke made by c", "revoke made by b", "revoke made by a"}));
}

TEST_F(RunRulesTest, ARevocationThatFailsIsReportedAndTheOthersHappen) {
  const auto stubborn = backend("b", "y");
  stubborn->cannot_revoke = true;
  pipeline_.backends = {{{backend("a", "x")}}, {{stubborn}}, {{backend("c", "z", attest::RefusalClass::kInternal)}}};
  EXPECT_EQ(code(ask()), "FAILED");
  EXPECT_EQ(diary_.back(), "revoke made by a");
  ASSERT_EQ(journal_.events.size(), 1u);
  EXPECT_EQ(journal_.events[0].name, "effect-not-revoked");
}

TEST_F(RunRulesTest, AnAlternativeIsTriedOnlyWhenTheFirstIsUnavailable) {
  pipeline_.backends = {{{backend("a", "x", attest::RefusalClass::kRetryable), backend("b", "x")}}};
  EXPECT_EQ(code(ask()), "ticket");
  EXPECT_EQ(diary_, (Diary{"ask a", "revoke made by a", "ask b"}));
  for (const auto cls : {attest::RefusalClass::kDenied, attest::RefusalClass::kMisconfigured,
                         attest::RefusalClass::kNotApplicable, attest::RefusalClass::kInternal}) {
    diary_.clear();
    pipeline_.backends = {{{backend("a", "x", cls), backend("b", "x")}}};
    EXPECT_EQ(code(ask()), "FAILED");
    EXPECT_EQ(diary_, (Diary{"ask a", "revoke made by a"}));
  }
}

TEST_F(RunRulesTest, APromisedFieldThatIsMissingUndoesTheTicket) {
  const auto silent = backend("a", "x");
  silent->silent = true;
  pipeline_.backends = {{{silent}}};
  pipeline_.ticket = {"x"};
  EXPECT_EQ(code(ask()), POSTERN_REASON_TICKET_INCOMPLETE);
  EXPECT_EQ(diary_.back(), "revoke made by a");
  carries_ = {"other"};
  EXPECT_EQ(code(ask()), "ticket") << "a protocol that cannot carry the field does not miss it";
}

TEST_F(RunRulesTest, AConditionThatDoesNotHoldAsksNobody) {
  pipeline_.backends = {{{backend("a", "x")}}};
  pipeline_.when = {{"some.claim", {std::string("x")}, {}, {}}};
  EXPECT_EQ(code(ask()), POSTERN_REASON_POLICY_UNSATISFIED);
  EXPECT_TRUE(diary_.empty());
}

TEST_F(RunRulesTest, AStepWithoutBackendIsARefusal) {
  pipeline_.backends = {{{}}};
  EXPECT_EQ(code(ask()), POSTERN_REASON_PLUGIN_FAULT);
}

}  // namespace
}  // namespace postern::pipeline

// SPDX-License-Identifier: Apache-2.0
//
// One request through one pipeline: order, alternatives, completeness, and the undoing of what failed.

#include "host/pipeline/run.h"

#include <gtest/gtest.h>

#include <algorithm>
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
    for (const TicketField& field : *context.earlier)
      if (std::find(reads.begin(), reads.end(), field.name) != reads.end()) diary_.push_back(name_ + " reads " + field.name);
    Contribution contribution;
    contribution.effects.push_back({"made by " + name_});
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
  std::optional<attest::Refusal> revoke(const Effect& effect, const BackendContext&) override {
    diary_.push_back("revoke " + effect.text);
    if (cannot_revoke) return attest::denied("CANNOT", "");
    return std::nullopt;
  }
  std::vector<std::string> fields_in() const override { return reads; }
  bool silent = false, cannot_revoke = false;
  std::vector<std::string> reads;  // names of fields of earlier steps

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

// Neither the pipeline's list nor the protocol's keeps a step from what an earlier one makes for it.
TEST_F(RunRulesTest, WhatOnlyALaterStepReadsIsMadeAndStaysInside) {
  const auto reader = backend("b", "y");
  reader->reads = {"x"};
  pipeline_.backends = {{{backend("a", "x")}}, {{reader}}};
  pipeline_.ticket = {"y"};
  carries_ = {"y", "z"};
  const Outcome outcome = ask();
  ASSERT_EQ(code(outcome), "ticket");
  EXPECT_EQ(diary_, (Diary{"ask a", "ask b", "b reads x"}));
  EXPECT_EQ(std::get<Ticket>(outcome).find("x"), nullptr);
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
  const Outcome outcome = ask();
  EXPECT_EQ(code(outcome), "ticket");
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

// The seal has the last word: a ticket that it refuses is undone like one whose backend failed.
TEST_F(RunRulesTest, TheSealIsAskedLastAndKnowsNamesOnly) {
  pipeline_.backends = {{{backend("a", "x")}}, {{backend("b", "y")}}};
  std::vector<std::string> sealed;
  Request request;
  request.kind = "join";
  const auto ask_sealed = [&](std::optional<attest::Refusal> refusal) {
    return run(pipeline_, request, *verified(), {}, journal_, {[&, refusal](const std::vector<std::string>& fields) {
                                                                 diary_.push_back("seal");
                                                                 sealed = fields;
                                                                 return refusal;
                                                               },
                                                               nullptr});
  };
  EXPECT_EQ(code(ask_sealed(std::nullopt)), "ticket");
  EXPECT_EQ(sealed, (Diary{"x", "y"}));
  diary_.clear();
  EXPECT_EQ(code(ask_sealed(attest::denied("NOT_SEALED", ""))), "NOT_SEALED");
  EXPECT_EQ(diary_, (Diary{"ask a", "ask b", "seal", "revoke made by b", "revoke made by a"}));
}

TEST_F(RunRulesTest, TheTrailHasEveryBackendThatWasAsked) {
  pipeline_.backends = {{{backend("a", "x", attest::RefusalClass::kRetryable), backend("b", "x")}},
                        {{backend("c", "y", attest::RefusalClass::kDenied)}},
                        {{backend("d", "z")}}};
  attest::Trail trail;
  Request request;
  request.kind = "join";
  EXPECT_EQ(code(run(pipeline_, request, *verified(), {}, journal_, {nullptr, &trail})), "FAILED");
  ASSERT_EQ(trail.size(), 3u);
  EXPECT_EQ(trail[0].instance, "a");
  EXPECT_TRUE(trail[0].refusal);
  EXPECT_FALSE(trail[1].refusal);
  EXPECT_EQ(trail[2].refusal->step, "c");
}

}  // namespace
}  // namespace postern::pipeline

// SPDX-License-Identifier: Apache-2.0
//
// No failed request leaves anything behind that a backend has made outside.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "host/pipeline/run.h"
#include "unit/pipeline/made_up_backend.h"

namespace postern::pipeline {
namespace {

using attest::RefusalClass;
using ::testing::ElementsAre;

class RevocationTest : public ::testing::Test {
 protected:
  std::shared_ptr<MadeUpBackend> backend(const std::string& name, std::vector<std::string> effects) {
    auto made = std::make_shared<MadeUpBackend>(name, diary_, std::vector<FieldDeclaration>{});
    made->effects = std::move(effects);
    return made;
  }
  Outcome go() { return run(pipeline_, join_request(), *verified(), {}, journal_); }

  std::vector<std::string> diary_;
  test::JournalRecorder journal_;
  Pipeline pipeline_{"p", {"made-up", "join", ""}, {}, {}, {}, {}};
};

TEST_F(RevocationTest, NothingIsRevokedWhenAllGoesWell) {
  pipeline_.backends = {{{backend("a", {"1"})}}, {{backend("b", {"2"})}}};
  const Outcome outcome = go();
  EXPECT_TRUE(std::holds_alternative<Ticket>(outcome));
  EXPECT_THAT(diary_, ElementsAre("ask a", "ask b"));
}

TEST_F(RevocationTest, HandedOverTicketIsKept) {
  pipeline_.backends = {{{backend("a", {"1", "2"})}}, {{backend("b", {"3"})}}};
  {
    const Outcome outcome = go();
    std::get<Ticket>(outcome).undo->keep();
  }
  EXPECT_THAT(diary_, ElementsAre("ask a", "ask b", "keep 1 of a", "keep 2 of a", "keep 3 of b"));
}

TEST_F(RevocationTest, TicketThatNobodyWasGivenIsRevoked) {
  pipeline_.backends = {{{backend("a", {"1", "2"})}}, {{backend("b", {"3"})}}};
  go();
  EXPECT_THAT(diary_, ElementsAre("ask a", "ask b", "revoke 3 of b", "revoke 2 of a", "revoke 1 of a"));
}

TEST_F(RevocationTest, TicketWhosePeerIsGoneIsRevokedInTheBackground) {
  pipeline_.backends = {{{backend("a", {"1"})}}, {{backend("b", {"2"})}}};
  {
    const Outcome outcome = go();
    std::get<Ticket>(outcome).undo->revoke_later();
  }
  EXPECT_THAT(diary_, ElementsAre("ask a", "ask b", "later 2 of b", "later 1 of a"));
}

TEST_F(RevocationTest, TicketWithoutEffectsNeedsNoUndoing) {
  pipeline_.backends = {{{backend("a", {})}}};
  const Outcome outcome = go();
  EXPECT_EQ(std::get<Ticket>(outcome).undo, nullptr);
}

// The host knows that the call may still create it, so the ledger must not forget it.
TEST_F(RevocationTest, EffectOfACallThatWasGivenUpStaysMarked) {
  const auto a = backend("a", {"1"});
  a->unfinished = true;
  a->refusal = a->revoke_refusal = refusal_of(RefusalClass::kRetryable, POSTERN_REASON_TIMEOUT);
  pipeline_.backends = {{{a}}};
  go();
  EXPECT_THAT(diary_, ElementsAre("ask a", "revoke 1 of a", "later 1 of a, unfinished"));
}

TEST_F(RevocationTest, LastEffectIsRevokedFirst) {
  const auto c = backend("c", {"4"});
  c->refusal = refusal_of(RefusalClass::kDenied);
  pipeline_.backends = {{{backend("a", {"1", "2"})}}, {{backend("b", {"3"})}}, {{c}}, {{backend("d", {})}}};
  EXPECT_TRUE(std::holds_alternative<attest::Refusal>(go()));
  EXPECT_THAT(diary_, ElementsAre("ask a", "ask b", "ask c", "revoke 4 of c", "revoke 3 of b", "revoke 2 of a", "revoke 1 of a"));
}

TEST_F(RevocationTest, IncompleteTicketRevokes) {
  pipeline_.backends = {{{backend("a", {"1"})}}};
  pipeline_.ticket = {"never"};
  EXPECT_TRUE(std::holds_alternative<attest::Refusal>(go()));
  EXPECT_THAT(diary_, ElementsAre("ask a", "revoke 1 of a"));
}

TEST_F(RevocationTest, UnavailableAlternativeIsUndoneBeforeTheNext) {
  const auto b = backend("b", {"2", "3"}), c = backend("c", {"4"});
  b->refusal = refusal_of(RefusalClass::kRetryable);
  pipeline_.backends = {{{backend("a", {"1"})}}, {{b, c}}};
  const Outcome outcome = go();
  EXPECT_TRUE(std::holds_alternative<Ticket>(outcome));
  EXPECT_THAT(diary_, ElementsAre("ask a", "ask b", "revoke 3 of b", "revoke 2 of b", "ask c"));
}

TEST_F(RevocationTest, UndoneAlternativeIsNotRevokedTwice) {
  const auto b = backend("b", {"2"}), c = backend("c", {"3"});
  b->refusal = refusal_of(RefusalClass::kRetryable);
  c->refusal = refusal_of(RefusalClass::kDenied);
  pipeline_.backends = {{{backend("a", {"1"})}}, {{b, c}}};
  go();
  EXPECT_THAT(diary_, ElementsAre("ask a", "ask b", "revoke 2 of b", "ask c", "revoke 3 of c", "revoke 1 of a"));
}

TEST_F(RevocationTest, FailingRevocationIsReportedAndTheOthersGoOn) {
  const auto b = backend("b", {"2"}), c = backend("c", {});
  b->revoke_refusal = refusal_of(RefusalClass::kRetryable);
  c->refusal = refusal_of(RefusalClass::kDenied);
  pipeline_.backends = {{{backend("a", {"1"})}}, {{b}}, {{c}}};
  go();
  EXPECT_THAT(diary_, ElementsAre("ask a", "ask b", "ask c", "revoke 2 of b", "later 2 of b", "revoke 1 of a"));
  ASSERT_EQ(journal_.texts("effect-not-revoked").size(), 1u);
  const attest::Event event = journal_.events().back();
  EXPECT_EQ(event.level, attest::Level::kError);
  EXPECT_THAT(event.fields, ElementsAre(std::pair<std::string, std::string>("request", "request-1"),
                                        std::pair<std::string, std::string>("step", "b"),
                                        std::pair<std::string, std::string>("effect", "2")));
}

// Memory can run out anywhere.
TEST_F(RevocationTest, ExceptionInTheHostRevokesToo) {
  const auto b = backend("b", {});
  b->throws = true;
  pipeline_.backends = {{{backend("a", {"1"})}}, {{b}}};
  EXPECT_THROW(go(), std::runtime_error);
  EXPECT_THAT(diary_, ElementsAre("ask a", "ask b", "revoke 1 of a"));
}

}  // namespace
}  // namespace postern::pipeline

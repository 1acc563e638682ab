// SPDX-License-Identifier: Apache-2.0
#include "host/record/record.h"

#include <gmock/gmock.h>

#include "host/record/decision_json.h"
#include "host/record/digest.h"
#include "unit/record/made_up_decision.h"

namespace postern::record {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

absl::StatusOr<Record> through_a_line(const attest::Decision& decision) {
  auto json = open_line(seal_line(to_json(decision), 5, kNoLine));
  if (!json.ok()) return json.status();
  return parse_record(*std::move(json));
}

TEST(Record, HandshakeComesBack) {
  const MadeUpDecision made;
  const auto record = through_a_line(made.handshake());
  ASSERT_TRUE(record.ok()) << record.status();
  EXPECT_EQ(record->seq, 5u);
  EXPECT_FALSE(record->is_ticket());
  EXPECT_EQ(record->time, made.handshake().time);
  EXPECT_EQ(record->generation, 3u);
  EXPECT_EQ(record->configuration, "digest of the files");
  EXPECT_THAT(record->pipelines, ElementsAre("workers", "again"));
  EXPECT_EQ(record->connection, "gate-1");
  EXPECT_EQ(record->address, "10.0.0.1:1234");
  EXPECT_EQ(record->evidence_type, "made-up");
  EXPECT_EQ(record->evidence_sha256, std::string(64, 'e'));
  EXPECT_EQ(record->nonce, made.handshake().nonce);
  EXPECT_EQ(record->channel_key, made.handshake().channel_key);
  EXPECT_TRUE(record->is_allowed);
  EXPECT_EQ(record->claims, dump(to_json(made.claims)));
  EXPECT_EQ(record->bindings, R"({"nonce":{"value":"6e6f6e6365","step":"first"}})");
  ASSERT_EQ(record->steps.size(), 1u);
  EXPECT_EQ(record->steps[0].instance, "first");
  EXPECT_EQ(record->steps[0].plugin_sha256, std::string(64, 'b'));
  EXPECT_EQ(record->steps[0].verdict, "allow");
  ASSERT_EQ(record->steps[0].answers.size(), 2u);
  EXPECT_EQ(record->steps[0].answers[0].sha256, sha256_hex(std::string_view("page")));
  EXPECT_TRUE(record->steps[0].answers[0].may_record);
  EXPECT_EQ(record->steps[0].answers[1].failure, "UNAVAILABLE");
}

TEST(Record, ClaimsKeepTheirTypes) {
  const MadeUpDecision made;
  const Json claims = to_json(made.claims);
  EXPECT_EQ(dump(claims["made.up.number"]), R"({"type":"integer","value":-7,"step":"first"})");
  EXPECT_EQ(dump(claims["made.up.flag"]), R"({"type":"boolean","value":true,"step":"first"})");
  EXPECT_EQ(dump(claims["made.up.bytes"]), R"({"type":"bytes","value":"01ff","step":"second"})");
  EXPECT_EQ(dump(claims["made.up.text"]), R"({"type":"text","value":"a \"quoted\" text\nin two lines \u00e9","step":"second"})");
}

TEST(Record, TicketHoldsNamesOfFields) {
  const auto record = through_a_line(MadeUpDecision().ticket());
  ASSERT_TRUE(record.ok()) << record.status();
  EXPECT_TRUE(record->is_ticket());
  EXPECT_EQ(record->request_id, "request-1");
  EXPECT_EQ(record->request, "join");
  EXPECT_EQ(record->role, "worker");
  EXPECT_THAT(record->carries, ElementsAre("state_disk_key", "certificate"));
  EXPECT_THAT(record->offered, ElementsAre("state_disk_key"));
  EXPECT_THAT(record->fields, ElementsAre("state_disk_key"));
}

TEST(Record, RefusalHasItsReasonButNotThePeersText) {
  const MadeUpDecision made;
  attest::Decision decision = made.handshake();
  attest::Refusal refusal = attest::denied("PCR_MISMATCH", "for the operator");
  refusal.step = "first";
  refusal.reason.subject = "tpm.pcr.4";
  refusal.reason.peer_text = "for the peer";
  decision.refusal = decision.steps[0].refusal = refusal;
  decision.claims = nullptr;
  decision.bindings = nullptr;
  const auto record = through_a_line(decision);
  ASSERT_TRUE(record.ok()) << record.status();
  EXPECT_FALSE(record->is_allowed);
  EXPECT_EQ(record->code, "PCR_MISMATCH");
  EXPECT_EQ(record->class_name, "denied");
  EXPECT_EQ(record->refusing_step, "first");
  EXPECT_EQ(record->steps[0].verdict, "deny");
  EXPECT_EQ(record->steps[0].code, "PCR_MISMATCH");
  EXPECT_EQ(record->claims, "");
  EXPECT_EQ(record->json["reason"]["subject"], "tpm.pcr.4");
  EXPECT_THAT(dump(record->json), Not(HasSubstr("for the peer")));
}

TEST(Record, WarningIsNoDenial) {
  attest::Decision decision = MadeUpDecision().handshake();
  decision.claims = nullptr;
  decision.bindings = nullptr;
  decision.steps[0].warns = true;
  decision.steps[0].refusal = attest::denied("PCR_MISMATCH", "");
  const auto record = through_a_line(decision);
  ASSERT_TRUE(record.ok()) << record.status();
  EXPECT_EQ(record->steps[0].verdict, "warn");
  EXPECT_TRUE(record->is_allowed);
}

// Whichever member is missing or of another type, it is named.
TEST(Record, EveryMemberIsNeeded) {
  const MadeUpDecision made;
  const Json whole = *open_line(seal_line(to_json(made.ticket()), 5, kNoLine));
  ASSERT_TRUE(parse_record(whole).ok());
  for (const char* pointer : {"/seq", "/kind", "/time", "/generation", "/generation/number", "/generation/digest", "/pipelines",
                              "/peer", "/peer/connection", "/evidence", "/evidence/type", "/evidence/sha256", "/evidence/nonce",
                              "/evidence/channel_key", "/request", "/request/id", "/request/kind", "/request/offered", "/fields",
                              "/verdict", "/steps", "/steps/0/instance", "/steps/0/verdict", "/steps/0/fetched/0/url",
                              "/steps/0/fetched/0/recordable", "/steps/0/fetched/0/sha256"}) {
    const Json::json_pointer at(pointer);
    Json changed = whole;
    changed[at] = Json::object({{"unexpected", 1.5}});
    EXPECT_FALSE(parse_record(changed).ok()) << pointer;
    Json without = whole;
    Json& parent = without[at.parent_pointer()];
    parent.erase(at.back());
    const auto record = parse_record(without);
    ASSERT_FALSE(record.ok()) << pointer;
    EXPECT_THAT(std::string(record.status().message()), HasSubstr(at.back())) << pointer;
  }
  Json more = whole;
  more["something_new"] = 1;
  EXPECT_TRUE(parse_record(more).ok()) << "lines may grow";
}

TEST(Record, SummaryIsOneSafeLine) {
  attest::Decision decision = MadeUpDecision().ticket();
  decision.claims = nullptr;
  decision.bindings = nullptr;
  decision.connection = "gate-1\x1b[31m\n";
  const auto record = through_a_line(decision);
  ASSERT_TRUE(record.ok());
  const std::string line = summary(*record);
  EXPECT_THAT(line, HasSubstr("5 2026-09-21T14:13:20.000000001Z ticket allow workers gate-1"));
  EXPECT_EQ(line.find_first_of("\x1b\n"), line.npos);
}

}  // namespace
}  // namespace postern::record

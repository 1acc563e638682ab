// SPDX-License-Identifier: Apache-2.0
//
// Both services over a connection, from a request's fields to a ticket's, and refusals as the peer sees them.

#include <gmock/gmock.h>
#include <grpcpp/create_channel_posix.h>
#include <grpcpp/grpcpp.h>

#include "host/rpc/refusal_details.h"
#include "host/rpc/ticket_client.h"
#include "join.grpc.pb.h"
#include "postern/v1/gate.grpc.pb.h"
#include "unit/rpc/office.h"

namespace postern::rpc {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class ServiceTest : public ServerFixture {
 protected:
  std::shared_ptr<grpc::Channel> channel() { return grpc::CreateInsecureChannelFromFd("gate", connect("a machine")); }
  void refuse(const std::string& code, attest::RefusalClass cls, const std::string& peer_text = "") {
    office_.answer = [=](const std::string&, const pipeline::Request&) -> pipeline::Outcome {
      attest::Refusal refusal = attest::denied(code, "CANARY for the operator");
      refusal.cls = cls;
      refusal.step = "CANARY step";
      refusal.reason.subject = "CANARY subject";
      refusal.reason.expected = "CANARY expected";
      refusal.reason.observed = "CANARY observed";
      refusal.reason.specification = "CANARY specification";
      refusal.reason.peer_text = peer_text;
      return refusal;
    };
  }
};

TEST_F(ServiceTest, JoinTicketAsAStockNodeAsksForIt) {
  office_.answer = [](const std::string&, const pipeline::Request&) {
    pipeline::Ticket ticket;
    ticket.fields.push_back(field("state_disk_key", POSTERN_TYPE_BYTES, std::string(32, 'k')));
    ticket.fields.push_back(field("token", POSTERN_TYPE_TEXT, "abcdef.0123456789abcdef"));
    return ticket;
  };
  grpc::ClientContext context;
  join::IssueJoinTicketRequest request;
  join::IssueJoinTicketResponse response;
  request.set_disk_uuid(kUuid);
  request.set_is_control_plane(true);
  const grpc::Status status = join::API::NewStub(channel())->IssueJoinTicket(&context, request, &response);
  ASSERT_TRUE(status.ok()) << status.error_message();
  EXPECT_EQ(response.state_disk_key(), std::string(32, 'k'));
  EXPECT_EQ(response.token(), "abcdef.0123456789abcdef");
  const pipeline::Request seen = office_.requests().at(0);
  EXPECT_EQ(seen.kind, "join");
  EXPECT_EQ(seen.role, "control-plane");
}

TEST_F(ServiceTest, RejoinTicket) {
  office_.answer = [](const std::string&, const pipeline::Request&) {
    pipeline::Ticket ticket;
    ticket.fields.push_back(field("state_disk_key", POSTERN_TYPE_BYTES, "key"));
    ticket.fields.push_back(field("measurement_secret", POSTERN_TYPE_BYTES, "secret"));
    return ticket;
  };
  const pipeline::Request request{"rejoin", "", "", {{"disk_uuid", "", std::string(kUuid)}}, {}};
  const auto ticket = ask_for_ticket(connect("a"), Protocol::kJoin, request, kPatience);
  ASSERT_TRUE(ticket.ok()) << ticket.status();
  EXPECT_EQ(text(ticket->find("state_disk_key")->bytes.bytes()), "key");
  EXPECT_EQ(text(ticket->find("measurement_secret")->bytes.bytes()), "secret");
  EXPECT_EQ(office_.requests().at(0).kind, "rejoin");
}

TEST_F(ServiceTest, GenericTicketNamesPipelineAndRequest) {
  office_.answer = [](const std::string&, const pipeline::Request&) {
    pipeline::Ticket ticket;
    ticket.pipeline = "workers";
    ticket.fields.push_back(field("anything", POSTERN_TYPE_TEXT, "value", "key", true));
    return ticket;
  };
  grpc::ClientContext context;
  v1::TicketRequest request;
  v1::Ticket ticket;
  request.set_kind("lease");
  ASSERT_TRUE(v1::Gate::NewStub(channel())->IssueTicket(&context, request, &ticket).ok());
  EXPECT_EQ(ticket.pipeline(), "workers");
  EXPECT_EQ(ticket.request_id(), office_.requests().at(0).id);
  ASSERT_EQ(ticket.fields_size(), 1);
  EXPECT_EQ(ticket.fields(0).text(), "value");
  EXPECT_TRUE(ticket.fields(0).secret());
}

TEST_F(ServiceTest, JoinApiKnowsOnlyItsKinds) {
  const auto answer = ask_for_ticket(connect("a"), Protocol::kJoin, {"lease", "", "", {}, {}}, kPatience);
  EXPECT_TRUE(absl::IsInvalidArgument(answer.status()));
  EXPECT_TRUE(office_.requests().empty());
}

// Security rule 9: the peer learns the code, a text that is meant for it, and where to look in the log.
TEST_F(ServiceTest, NothingForTheOperatorReachesThePeer) {
  refuse("PCR_MISMATCH", attest::RefusalClass::kDenied, "measurements differ");
  grpc::ClientContext context;
  v1::Ticket ticket;
  const grpc::Status status = v1::Gate::NewStub(channel())->IssueTicket(&context, {}, &ticket);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::PERMISSION_DENIED);
  const std::string id = office_.requests().at(0).id;
  EXPECT_EQ(status.error_message(), "PCR_MISMATCH: measurements differ (request " + id + ")");
  EXPECT_THAT(status.error_message() + status.error_details(), Not(HasSubstr("CANARY")));
  const auto detail = parse_details(status.error_details());
  ASSERT_TRUE(detail);
  EXPECT_EQ(detail->code, "PCR_MISMATCH");
  EXPECT_EQ(detail->text, "measurements differ");
  EXPECT_EQ(detail->request_id, id);
  for (const auto& [key, value] : context.GetServerTrailingMetadata())
    EXPECT_EQ(std::string(value.begin(), value.end()).find("CANARY"), std::string::npos);
}

TEST_F(ServiceTest, RefusedTicketCarriesNothing) {
  refuse("X", attest::RefusalClass::kRetryable);
  grpc::ClientContext context;
  join::IssueJoinTicketResponse response;
  const grpc::Status status = join::API::NewStub(channel())->IssueJoinTicket(&context, {}, &response);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_THAT(status.error_message(), AllOf(HasSubstr("try again later"), Not(HasSubstr("CANARY"))));
  EXPECT_EQ(response.ByteSizeLong(), 0u);
}

}  // namespace
}  // namespace postern::rpc

// SPDX-License-Identifier: Apache-2.0
//
// What backends made for a ticket stays only when the ticket has been handed over.

#include <gmock/gmock.h>
#include <grpcpp/create_channel_posix.h>
#include <grpcpp/grpcpp.h>

#include <atomic>
#include <future>

#include "host/pipeline/undo.h"
#include "join.grpc.pb.h"
#include "unit/rpc/office.h"

namespace postern::rpc {
namespace {

// Made: a backend whose effects are told apart by what became of them.
class Made : public pipeline::Backend {
 public:
  const std::string& name() const override { return name_; }
  const std::vector<pipeline::FieldDeclaration>& fields_out() const override { return none_; }
  pipeline::Contribution contribute(const pipeline::Request&, const attest::Verified&,
                                    const pipeline::BackendContext&) override {
    return {};
  }
  std::optional<attest::Refusal> revoke(const pipeline::Effect& effect, const pipeline::BackendContext&) override {
    end("revoked " + effect.text);
    return std::nullopt;
  }
  void revoke_later(const pipeline::Effect& effect) override { end("later " + effect.text); }
  void keep(const pipeline::Effect& effect) override { end("kept " + effect.text); }
  std::string fate() { return fate_.get_future().get(); }

 private:
  void end(const std::string& how) { fate_.set_value(how); }
  const std::string name_ = "made";
  const std::vector<pipeline::FieldDeclaration> none_{};
  std::promise<std::string> fate_;  // set once, or the test dies
};

class HandoverTest : public ServerFixture {
 protected:
  std::unique_ptr<join::API::Stub> stub(int fd) {
    return join::API::NewStub(grpc::CreateInsecureChannelFromFd("gate", fd));
  }
  pipeline::Ticket ticket() {
    pipeline::Ticket made;
    made.fields.push_back(field("token", POSTERN_TYPE_TEXT, "abcdef.0123456789abcdef"));
    made.undo = std::make_shared<pipeline::Undo>(journal_, attest::Time(), "request", "worker");
    made.undo->add(backend_, {{"token"}});
    return made;
  }
  std::shared_ptr<Made> backend_ = std::make_shared<Made>();
};

TEST_F(HandoverTest, DeliveredTicketIsKept) {
  office_.answer = [&](const std::string&, const pipeline::Request&) { return ticket(); };
  grpc::ClientContext context;
  join::IssueJoinTicketResponse response;
  ASSERT_TRUE(stub(connect("a"))->IssueJoinTicket(&context, {}, &response).ok());
  EXPECT_EQ(response.token(), "abcdef.0123456789abcdef");
  EXPECT_EQ(backend_->fate(), "kept token");
}

// The second call of the connection is answered only after its server has read that the first was cancelled.
TEST_F(HandoverTest, CancelledCallIsUndone) {
  grpc::ClientContext context, second;
  std::promise<void> gone;
  std::atomic<int> calls = 0;
  office_.answer = [&](const std::string&, const pipeline::Request&) -> pipeline::Outcome {
    if (calls++ > 0) return attest::denied("NO_PIPELINE", "");
    context.TryCancel();
    gone.get_future().wait();
    return ticket();
  };
  const auto node = stub(connect("a"));
  join::IssueJoinTicketResponse response;
  EXPECT_EQ(node->IssueJoinTicket(&context, {}, &response).error_code(), grpc::StatusCode::CANCELLED);
  EXPECT_EQ(node->IssueJoinTicket(&second, {}, &response).error_code(), grpc::StatusCode::PERMISSION_DENIED);
  gone.set_value();
  EXPECT_EQ(backend_->fate(), "later token");
}

TEST_F(HandoverTest, PeerThatIsGoneIsUndone) {
  std::promise<void> asked, gone;
  office_.answer = [&](const std::string&, const pipeline::Request&) {
    asked.set_value();
    gone.get_future().wait();
    return ticket();
  };
  const int fd = connect("a");
  const int end = dup(fd);
  grpc::ClientContext context;
  join::IssueJoinTicketResponse response;
  auto node = stub(fd);
  std::thread call([&] { EXPECT_FALSE(node->IssueJoinTicket(&context, {}, &response).ok()); });
  asked.get_future().wait();
  shutdown(end, SHUT_WR);  // the server ends the connection when it has read that, and only then the call fails
  call.join();
  close(end);
  gone.set_value();
  EXPECT_EQ(backend_->fate(), "later token");
}

TEST_F(HandoverTest, DeadlineOfThePeerIsUndone) {
  grpc::ClientContext context, second;
  std::promise<void> gone;
  std::atomic<int> calls = 0;
  office_.answer = [&](const std::string&, const pipeline::Request&) -> pipeline::Outcome {
    if (calls++ > 0) return attest::denied("NO_PIPELINE", "");
    gone.get_future().wait();
    return ticket();
  };
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::milliseconds(300));
  const auto node = stub(connect("a"));
  join::IssueJoinTicketResponse response;
  EXPECT_EQ(node->IssueJoinTicket(&context, {}, &response).error_code(), grpc::StatusCode::DEADLINE_EXCEEDED);
  EXPECT_EQ(node->IssueJoinTicket(&second, {}, &response).error_code(), grpc::StatusCode::PERMISSION_DENIED);
  gone.set_value();
  EXPECT_EQ(backend_->fate(), "later token");
}

TEST_F(HandoverTest, TicketThatDoesNotFitTheProtocolIsUndone) {
  office_.answer = [&](const std::string&, const pipeline::Request&) {
    pipeline::Ticket made = ticket();
    made.fields.push_back(field("kubernetes_components", POSTERN_TYPE_TEXT, "no JSON", "/opt/x"));
    return made;
  };
  grpc::ClientContext context;
  join::IssueJoinTicketResponse response;
  EXPECT_EQ(stub(connect("a"))->IssueJoinTicket(&context, {}, &response).error_code(), grpc::StatusCode::INTERNAL);
  EXPECT_EQ(backend_->fate(), "revoked token");
}

TEST_F(HandoverTest, EndOfTheGateUndoesWhatItCannotDeliver) {
  std::promise<void> asked, stopped;
  office_.answer = [&](const std::string&, const pipeline::Request&) {
    asked.set_value();
    stopped.get_future().wait();
    return ticket();
  };
  grpc::ClientContext context;
  join::IssueJoinTicketResponse response;
  auto node = stub(connect("a"));
  std::thread call([&] {
    EXPECT_FALSE(node->IssueJoinTicket(&context, {}, &response).ok());
    stopped.set_value();
  });
  asked.get_future().wait();
  server_.stop(std::chrono::milliseconds(0));
  call.join();
  EXPECT_EQ(backend_->fate(), "later token");
}

}  // namespace
}  // namespace postern::rpc

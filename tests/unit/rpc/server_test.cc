// SPDX-License-Identifier: Apache-2.0
//
// Who is at the other end decides: each connection's calls carry its own identity, or none.

#include "host/rpc/server.h"

#include <fcntl.h>
#include <gmock/gmock.h>

#include <future>
#include <thread>

#include "host/rpc/ticket_client.h"
#include "unit/rpc/office.h"

namespace postern::rpc {
namespace {

using ::testing::HasSubstr;

class ServerTest : public ServerFixture {
 protected:
  void SetUp() override {
    office_.answer = [](const std::string& who, const pipeline::Request&) {
      pipeline::Ticket ticket;
      ticket.fields.push_back(field("who", POSTERN_TYPE_TEXT, who));
      return ticket;
    };
    ServerFixture::SetUp();
  }
  static absl::StatusOr<pipeline::Ticket> ask(int fd) {
    return ask_for_ticket(fd, Protocol::kPostern, {"join", "", "", {}, {}}, kPatience);
  }
  static std::string who(int fd) {
    auto ticket = ask(fd);
    return ticket.ok() ? text(ticket->find("who")->bytes.bytes()) : ticket.status().ToString();
  }
};

TEST_F(ServerTest, EachConnectionHasItsOwnIdentity) {
  const int first = connect("first"), second = connect("second");
  EXPECT_EQ(who(second), "second");
  EXPECT_EQ(who(first), "first");
}

TEST_F(ServerTest, ManyAtOnceAreNeverMixedUp) {
  std::vector<std::future<bool>> all;
  for (int i = 0; i < 100; ++i)
    all.push_back(std::async(std::launch::async, [this, i] {
      const std::string name = "machine-" + std::to_string(i);
      return who(connect(name)) == name;
    }));
  for (auto& each : all) EXPECT_TRUE(each.get());
}

TEST_F(ServerTest, ForgottenConnectionIsUnauthenticated) {
  Connection connection;
  ASSERT_TRUE(server_.admit(connection.gate, connection.name, std::make_shared<Somebody>("gone")));
  server_.forget(connection.name);
  const auto answer = ask(connection.peer);
  EXPECT_TRUE(absl::IsUnauthenticated(answer.status())) << answer.status();
  EXPECT_EQ(answer.status().message().find("this connection has not been attested"), 0u) << answer.status();
  EXPECT_TRUE(office_.requests().empty());
  EXPECT_EQ(journal_.texts("peer-unknown").size(), 1u);
}

bool is_closed(int peer) {
  char byte;
  return recv(peer, &byte, 1, 0) == 0;
}

TEST_F(ServerTest, NameIsTakenOnce) {
  Connection connection, again;
  ASSERT_TRUE(server_.admit(connection.gate, connection.name, std::make_shared<Somebody>("first")));
  EXPECT_FALSE(server_.admit(again.gate, connection.name, std::make_shared<Somebody>("second")));
  EXPECT_TRUE(is_closed(again.peer)) << "the descriptor is closed in every case";
  EXPECT_EQ(who(connection.peer), "first");
  close(again.peer);
}

TEST_F(ServerTest, NobodyIsNotAdmitted) {
  Connection connection;
  EXPECT_FALSE(server_.admit(connection.gate, connection.name, nullptr));
  EXPECT_TRUE(is_closed(connection.peer));
  close(connection.peer);
}

TEST_F(ServerTest, NothingIsAdmittedAfterStop) {
  server_.stop(std::chrono::milliseconds(0));
  Connection connection;
  EXPECT_FALSE(server_.admit(connection.gate, connection.name, std::make_shared<Somebody>("late")));
  EXPECT_TRUE(is_closed(connection.peer));
  close(connection.peer);
}

TEST_F(ServerTest, RequestIdsAreOwnAndLogged) {
  ASSERT_TRUE(ask(connect("a")).ok());
  ASSERT_TRUE(ask(connect("a")).ok());
  const auto requests = office_.requests();
  ASSERT_EQ(requests.size(), 2u);
  EXPECT_THAT(requests[0].id, ::testing::MatchesRegex("[0-9a-f]{16}"));
  EXPECT_NE(requests[0].id, requests[1].id);
}

TEST_F(ServerTest, ExceptionInTheOfficeIsOneFailedRequest) {
  auto good = office_.answer;
  office_.answer = [](const std::string&, const pipeline::Request&) -> pipeline::Outcome {
    throw std::runtime_error("an operator's text");
  };
  const auto failed = ask(connect("a"));
  EXPECT_TRUE(absl::IsInternal(failed.status()));
  EXPECT_THAT(std::string(failed.status().message()), ::testing::Not(HasSubstr("operator's")));
  EXPECT_EQ(journal_.texts("request-failed").size(), 1u);
  office_.answer = good;
  EXPECT_EQ(who(connect("b")), "b");
}

TEST(SecurityRule10, RequestsAreBoundedInSize) {
  Office office;
  test::JournalRecorder journal;
  ServerOptions options;
  options.largest_message = 10'000;
  Server server(options, office, journal);
  ASSERT_TRUE(server.start().ok());
  Connection connection;
  ASSERT_TRUE(server.admit(connection.gate, connection.name, std::make_shared<Somebody>("a")));
  const pipeline::Request request{"join", "", "", {{"a", "", std::string(20'000, 'x')}}, {}};
  const auto answer = ask_for_ticket(connection.peer, Protocol::kPostern, request, kPatience);
  EXPECT_TRUE(absl::IsResourceExhausted(answer.status())) << answer.status();
  EXPECT_TRUE(office.requests().empty());
}

TEST(SecurityRule10, RequestsInLineAreBounded) {
  Office office;
  test::JournalRecorder journal;
  ServerOptions options;
  options.workers = 1;
  options.longest_line = 1;
  std::promise<void> entered, go;
  const auto gate = go.get_future().share();
  office.answer = [&, first = true](const std::string&, const pipeline::Request&) mutable {
    if (std::exchange(first, false)) entered.set_value();
    gate.wait();
    return pipeline::Ticket{};
  };
  Server server(options, office, journal);
  ASSERT_TRUE(server.start().ok());
  const auto ask = [&] {
    Connection connection;
    EXPECT_TRUE(server.admit(connection.gate, connection.name, std::make_shared<Somebody>("a")));
    return ask_for_ticket(connection.peer, Protocol::kPostern, {"join", "", "", {}, {}}, kPatience).status();
  };
  auto inside = std::async(std::launch::async, ask);
  entered.get_future().wait();
  auto second = std::async(std::launch::async, ask), third = std::async(std::launch::async, ask);
  // One of the two waits in line until the worker is free; the other is refused at once.
  ASSERT_TRUE(journal.wait_for_event("request-overloaded"));
  go.set_value();
  const absl::Status outcomes[] = {inside.get(), second.get(), third.get()};
  EXPECT_TRUE(outcomes[0].ok());
  EXPECT_NE(outcomes[1].ok(), outcomes[2].ok());
  const absl::Status& refused = outcomes[1].ok() ? outcomes[2] : outcomes[1];
  EXPECT_TRUE(absl::IsResourceExhausted(refused));
  EXPECT_THAT(std::string(refused.message()), HasSubstr("OVERLOADED"));
}

}  // namespace
}  // namespace postern::rpc

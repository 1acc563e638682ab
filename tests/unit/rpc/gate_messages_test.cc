// SPDX-License-Identifier: Apache-2.0
#include "host/rpc/gate_messages.h"

#include <gtest/gtest.h>

#include "unit/rpc/office.h"

namespace postern::rpc {
namespace {

TEST(GateMessages, RequestRoundTrips) {
  const pipeline::Request request{"lease", "worker", "", {{"a", "k", std::string("text")}, {"b", "", bytes("raw")},
                                  {"c", "", int64_t{-7}}, {"d", "", true}, {"e", "", false}}, {}};
  const pipeline::Request back = to_request(to_message(request));
  EXPECT_EQ(back.kind, "lease");
  EXPECT_EQ(back.role, "worker");
  EXPECT_TRUE(back.carries.empty());
  ASSERT_EQ(back.fields.size(), 5u);
  for (std::size_t i = 0; i < 5; ++i) {
    EXPECT_EQ(back.fields[i].name, request.fields[i].name);
    EXPECT_EQ(back.fields[i].key, request.fields[i].key);
    EXPECT_EQ(back.fields[i].value, request.fields[i].value);
  }
}

TEST(GateMessages, FieldWithoutAValueIsEmptyBytes) {
  v1::TicketRequest message;
  message.add_fields()->set_name("a");
  EXPECT_EQ(to_request(message).fields.at(0).value, attest::Value(attest::ByteVector()));
}

TEST(GateMessages, TicketRoundTrips) {
  pipeline::Ticket ticket;
  ticket.pipeline = "p";
  ticket.fields.push_back(field("a", POSTERN_TYPE_TEXT, "text", "k", true));
  ticket.fields.push_back(field("b", POSTERN_TYPE_BYTES, std::string("\0\1", 2)));
  ticket.fields.push_back(field("c", POSTERN_TYPE_INTEGER, ""));
  ticket.fields.back().integer = -7;
  ticket.fields.push_back(field("d", POSTERN_TYPE_BOOL, ""));
  ticket.fields.back().integer = 1;
  v1::Ticket message;
  fill_response(ticket, message);
  const pipeline::Ticket back = to_ticket(message);
  EXPECT_EQ(back.pipeline, "p");
  ASSERT_EQ(back.fields.size(), 4u);
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_EQ(back.fields[i].name, ticket.fields[i].name);
    EXPECT_EQ(back.fields[i].key, ticket.fields[i].key);
    EXPECT_EQ(back.fields[i].type, ticket.fields[i].type);
    EXPECT_EQ(back.fields[i].integer, ticket.fields[i].integer);
    EXPECT_EQ(back.fields[i].secret, ticket.fields[i].secret);
    EXPECT_EQ(text(back.fields[i].bytes.bytes()), text(ticket.fields[i].bytes.bytes()));
  }
}

}  // namespace
}  // namespace postern::rpc

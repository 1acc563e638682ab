// SPDX-License-Identifier: Apache-2.0
#include "host/pipeline/secret_bytes.h"

#include <gtest/gtest.h>

#include <type_traits>
#include <utility>

#include "host/pipeline/ticket.h"
#include "unit/attest/made_up_validator.h"

namespace postern::pipeline {
namespace {

static_assert(!std::is_copy_constructible_v<SecretBytes> && !std::is_copy_assignable_v<SecretBytes>);
static_assert(std::is_nothrow_move_constructible_v<SecretBytes> && std::is_nothrow_move_assignable_v<SecretBytes>);
static_assert(!std::is_copy_constructible_v<Ticket>, "a ticket holds secrets");

TEST(SecretBytesTest, MovesAndLeavesNothing) {
  SecretBytes a(attest::as_bytes("secret"));
  SecretBytes b(std::move(a));
  EXPECT_EQ(a.size(), 0u);  // NOLINT: that is what is tested
  EXPECT_EQ(attest::to_hex(b.bytes()), "736563726574");
  a = std::move(b);
  EXPECT_EQ(b.size(), 0u);  // NOLINT
  EXPECT_EQ(a.size(), 6u);
  SecretBytes& self = a;
  a = std::move(self);
  EXPECT_EQ(a.size(), 6u);
}

TEST(SecretBytesTest, EmptyIsFine) {
  EXPECT_EQ(SecretBytes().size(), 0u);
  EXPECT_EQ(SecretBytes(attest::ByteView()).size(), 0u);
}

TEST(TicketTest, FindsTheFirst) {
  Ticket ticket;
  ticket.fields.resize(2);
  ticket.fields[0].name = ticket.fields[1].name = "a";
  EXPECT_EQ(ticket.find("a"), &ticket.fields[0]);
  EXPECT_EQ(ticket.find("b"), nullptr);
}

}  // namespace
}  // namespace postern::pipeline

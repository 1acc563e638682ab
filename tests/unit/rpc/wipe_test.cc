// SPDX-License-Identifier: Apache-2.0
//
// Security rule 9: responses are overwritten once they have been sent. The strings are reached through pointers that
// were taken before, since a cleared message no longer shows its memory.

#include <gtest/gtest.h>

#include "host/rpc/gate_messages.h"
#include "host/rpc/join_messages.h"
#include "unit/rpc/office.h"

namespace postern::rpc {
namespace {

constexpr char kSecret[] = "CANARY-of-32-bytes-and-some-more";

// Watched: a string of a message, and how much of it held a secret.
class Watched {
 public:
  explicit Watched(std::string* text) : text_(text) { text->assign(kSecret); }
  bool is_wiped() const {
    if (!text_->empty()) return false;
    for (std::size_t i = 0; i < sizeof(kSecret) - 1; ++i)
      if (text_->data()[i] != 0) return false;  // clear() keeps the memory
    return true;
  }

 private:
  std::string* text_;
};

TEST(SecurityRule9, JoinResponseIsWiped) {
  join::IssueJoinTicketResponse message;
  const Watched all[] = {Watched(message.mutable_state_disk_key()), Watched(message.mutable_measurement_salt()),
                         Watched(message.mutable_measurement_secret()), Watched(message.mutable_token()),
                         Watched(message.add_control_plane_files()->mutable_data())};
  wipe_response(message);
  for (const Watched& each : all) EXPECT_TRUE(each.is_wiped());
}

TEST(SecurityRule9, RejoinResponseIsWiped) {
  join::IssueRejoinTicketResponse message;
  const Watched all[] = {Watched(message.mutable_state_disk_key()), Watched(message.mutable_measurement_secret())};
  wipe_response(message);
  for (const Watched& each : all) EXPECT_TRUE(each.is_wiped());
}

TEST(SecurityRule9, GateResponseIsWiped) {
  v1::Ticket message;
  const Watched all[] = {Watched(message.add_fields()->mutable_text()), Watched(message.add_fields()->mutable_bytes())};
  message.add_fields()->set_integer(5);
  message.add_fields();
  wipe_response(message);
  for (const Watched& each : all) EXPECT_TRUE(each.is_wiped());
}

}  // namespace
}  // namespace postern::rpc

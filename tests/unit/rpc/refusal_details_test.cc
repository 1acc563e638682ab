// SPDX-License-Identifier: Apache-2.0
#include "host/rpc/refusal_details.h"

#include <gtest/gtest.h>

#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"

namespace postern::rpc {
namespace {

template <typename Message>
void add(google::rpc::Status& status, const std::string& type, const Message& message) {
  status.add_details()->set_type_url(type);
  status.mutable_details()->rbegin()->set_value(message.SerializeAsString());
}

TEST(RefusalDetailsTest, AreReadAsTheyWereWritten) {
  const RefusalDetails given{"BACKEND_UNAVAILABLE", "try later", "0011223344556677", std::chrono::nanoseconds(90'000'000'001)};
  const auto read = parse_details(print_details(given, 14, "message"));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->code, given.code);
  EXPECT_EQ(read->text, given.text);
  EXPECT_EQ(read->request_id, given.request_id);
  EXPECT_EQ(read->retry_after, given.retry_after);
}

TEST(RefusalDetailsTest, HaveTheFormThatOthersRead) {
  google::rpc::Status status;
  ASSERT_TRUE(status.ParseFromString(print_details({"X", "text", "id", std::chrono::seconds(2)}, 14, "message")));
  EXPECT_EQ(status.code(), 14);
  EXPECT_EQ(status.message(), "message");
  ASSERT_EQ(status.details_size(), 3);
  EXPECT_EQ(status.details(0).type_url(), "type.googleapis.com/google.rpc.ErrorInfo");
  google::rpc::ErrorInfo info;
  ASSERT_TRUE(info.ParseFromString(status.details(0).value()));
  EXPECT_EQ(info.reason(), "X");
  EXPECT_EQ(info.domain(), "postern");
  EXPECT_EQ(info.metadata().at("request_id"), "id");
  EXPECT_EQ(status.details(1).type_url(), "type.googleapis.com/google.rpc.RetryInfo");
  google::rpc::RetryInfo retry;
  ASSERT_TRUE(retry.ParseFromString(status.details(1).value()));
  EXPECT_EQ(retry.retry_delay().seconds(), 2);
  EXPECT_EQ(status.details(2).type_url(), "type.googleapis.com/postern.v1.Refusal");
}

// The bytes, by hand: field numbers of the public definitions.
TEST(RefusalDetailsTest, HasTheNumbersOfThePublicDefinitions) {
  const std::string info = "\x0a\x01X\x12\x07postern";
  const std::string any = "\x0a\x28type.googleapis.com/google.rpc.ErrorInfo\x12\x0c" + info;
  const std::string status = "\x08\x0e\x12\x01m\x1a" + std::string(1, static_cast<char>(any.size())) + any;
  EXPECT_TRUE(print_details({"X", "", "", {}}, 14, "m").starts_with(status));
  const std::string delay = "\x0a\x02\x08\x05";
  const std::string retry = "\x0a\x28type.googleapis.com/google.rpc.RetryInfo\x12\x04" + delay;
  const auto read = parse_details(status + "\x1a" + std::string(1, static_cast<char>(retry.size())) + retry);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->retry_after, std::chrono::seconds(5));
}

TEST(RefusalDetailsTest, OthersDetailsAreTolerated) {
  google::rpc::Status status;
  google::rpc::ErrorInfo info;
  info.set_reason("QUOTA");
  google::rpc::RetryInfo retry;
  retry.mutable_retry_delay()->set_seconds(3);
  add(status, "type.googleapis.com/google.rpc.Help", retry);
  add(status, "example.com/google.rpc.ErrorInfo", info);
  add(status, "google.rpc.RetryInfo", retry);
  const auto read = parse_details(status.SerializeAsString());
  ASSERT_TRUE(read);
  EXPECT_EQ(read->code, "QUOTA");
  EXPECT_EQ(read->retry_after, std::chrono::seconds(3));
}

TEST(RefusalDetailsTest, GateCannotWriteOnTheTerminalOrHoldANodeUp) {
  RefusalDetails given{"X", "a\n\x1b[2Jb" + std::string(5000, 'x'), "i\rd", std::chrono::hours(1000)};
  const auto read = parse_details(print_details(given, 14, ""));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->text.substr(0, 8), "a  [2Jbx");
  EXPECT_EQ(read->text.size(), 1024u);
  EXPECT_EQ(read->request_id, "i d");
  EXPECT_EQ(read->retry_after, std::chrono::hours(1));
}

TEST(RefusalDetailsTest, WhatHasNoCodeIsNone) {
  for (const char* code : {"", "lower", "A B", "\x1b[2J", "1A"})
    EXPECT_FALSE(parse_details(print_details({code, "text", "id", {}}, 14, ""))) << code;
  EXPECT_FALSE(parse_details(print_details({std::string(65, 'A'), "", "", {}}, 14, "")));
  EXPECT_FALSE(parse_details(""));
  EXPECT_FALSE(parse_details("\xff\xff\xff"));
  EXPECT_FALSE(parse_details(std::string(1 << 20, 'x')));
}

TEST(RefusalDetailsTest, NegativeWaitIsNone) {
  google::rpc::Status status;
  google::rpc::ErrorInfo info;
  info.set_reason("X");
  google::rpc::RetryInfo retry;
  retry.mutable_retry_delay()->set_seconds(-3);
  add(status, "google.rpc.ErrorInfo", info);
  add(status, "google.rpc.RetryInfo", retry);
  EXPECT_EQ(parse_details(status.SerializeAsString())->retry_after.count(), 0);
}

TEST(RefusalDetailsTest, TravelWithAStatus) {
  absl::Status status = absl::UnavailableError("x");
  EXPECT_FALSE(details_of(status));
  attach_details("", status);
  EXPECT_FALSE(details_of(status));
  attach_details(print_details({"X", "", "", {}}, 14, ""), status);
  EXPECT_EQ(details_of(status)->code, "X");
}

}  // namespace
}  // namespace postern::rpc

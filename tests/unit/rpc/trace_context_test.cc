// SPDX-License-Identifier: Apache-2.0
#include "host/rpc/trace_context.h"

#include <gmock/gmock.h>
#include <grpcpp/create_channel_posix.h>
#include <grpcpp/grpcpp.h>

#include "host/rpc/refusal_details.h"
#include "join.grpc.pb.h"
#include "unit/rpc/office.h"

namespace postern::rpc {
namespace {

const std::string kTrace = "4bf92f3577b34da6a3ce929d0e0e4736", kParent = "00f067aa0ba902b7";
const std::string kGood = "00-" + kTrace + "-" + kParent + "-01";

TEST(TraceContext, IsReadAsTheRecommendationSays) {
  EXPECT_EQ(trace_id_of(kGood), kTrace);
  EXPECT_EQ(trace_id_of("cc-" + kTrace + "-" + kParent + "-01"), kTrace) << "a later version";
  EXPECT_EQ(trace_id_of("cc-" + kTrace + "-" + kParent + "-01-what-the-future-adds"), kTrace);
}

TEST(TraceContext, IsNothingWhenMalformed) {
  const std::string zeros(32, '0');
  for (const std::string& bad :
       {std::string(), kGood.substr(1), kGood.substr(0, 54), kGood + "-more", kGood + "0", "ff" + kGood.substr(2),
        "cc" + kGood.substr(2) + ".more", "00-" + zeros + "-" + kParent + "-01", "00-" + kTrace + "-" + zeros.substr(16) + "-01",
        "00_" + kGood.substr(3), "0g" + kGood.substr(2), "00-4BF92F3577B34DA6A3CE929D0E0E4736-" + kParent + "-01",
        "00-" + kTrace + "-" + kParent + "-0x", "00-" + kTrace + "_" + kParent + "-01", kGood + std::string(1, '\0')})
    EXPECT_EQ(trace_id_of(bad), std::nullopt) << bad;
}

TEST(TraceContext, OnesOwnAreGoodAndDiffer) {
  const std::string one = new_traceparent(), other = new_traceparent();
  ASSERT_TRUE(trace_id_of(one)) << one;
  EXPECT_NE(trace_id_of(one), trace_id_of(other));
}

class TracedCallTest : public ServerFixture {
 protected:
  grpc::Status ask(std::initializer_list<std::string> traceparents) {
    office_.answer = [](const std::string&, const pipeline::Request&) -> pipeline::Outcome {
      return attest::denied(POSTERN_REASON_NO_PIPELINE, "none");
    };
    grpc::ClientContext context;
    for (const std::string& each : traceparents) context.AddMetadata(kTraceparent, each);
    join::IssueJoinTicketRequest request;
    join::IssueJoinTicketResponse response;
    const auto channel = grpc::CreateInsecureChannelFromFd("gate", connect("a machine"));
    return join::API::NewStub(channel)->IssueJoinTicket(&context, request, &response);
  }
};

TEST_F(TracedCallTest, TheOfficeAndThePeerAreTold) {
  const auto details = parse_details(ask({kGood}).error_details());
  ASSERT_TRUE(details);
  EXPECT_EQ(details->trace_id, kTrace);
  EXPECT_EQ(office_.requests().at(0).trace, kTrace);
  EXPECT_EQ(office_.requests().at(0).id, details->request_id);
}

TEST_F(TracedCallTest, WhatIsNoTraceIsIgnored) {
  for (const auto& bad : {std::initializer_list<std::string>{}, {"00-nothing"}, {kGood, kGood}}) {
    const auto details = parse_details(ask(bad).error_details());
    ASSERT_TRUE(details);
    EXPECT_EQ(details->trace_id, "");
    EXPECT_EQ(office_.requests().back().trace, "");
  }
}

}  // namespace
}  // namespace postern::rpc

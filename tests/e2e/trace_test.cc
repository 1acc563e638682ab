// SPDX-License-Identifier: Apache-2.0
//
// One request id and one trace id in the log, the record and the error of a call.

#include <gmock/gmock.h>

#include "e2e/recording_gate.h"
#include "e2e/run_to_end.h"
#include "e2e/software_node.h"
#include "host/rpc/refusal_details.h"

namespace postern::test {
namespace {

using testing::HasSubstr;

const std::string kPostern = POSTERN_BINARY_DIR "/bin/postern";
const std::string kTrace = "4bf92f3577b34da6a3ce929d0e0e4736";
const std::string kTraceparent = "00-" + kTrace + "-00f067aa0ba902b7-01";

class TraceTest : public testing::Test {
 protected:
  TempDir dir_;
  const std::string folder_ = dir_.path() + "/records";
  GateProcess gate_{recording(folder_)};
  SoftwareNode node_;
};

TEST_F(TraceTest, OfARefusalIsInLogRecordAndError) {
  JoinAs as = worker();
  as.request.role = "control-plane";
  as.traceparent = kTraceparent;
  const auto refused = join(gate_.address(), node_, as);
  const auto details = rpc::details_of(refused.status());
  ASSERT_TRUE(details) << refused.status();
  EXPECT_EQ(details->trace_id, kTrace);
  const auto line = gate_.log().wait_for(EventLog::named("ticket-refused", "trace", kTrace));
  ASSERT_TRUE(line) << gate_.log().all();
  EXPECT_EQ((*line)["request"], details->request_id);
  EXPECT_EQ(gate_.stop(), 0);
  const auto all = read_records(folder_);
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[1].trace, kTrace);
  EXPECT_EQ(all[1].request_id, details->request_id);
  for (const std::string& which : {kTrace, details->request_id}) {
    const Ended told = run_to_end({kPostern, "explain", "record", folder_, which});
    EXPECT_EQ(told.code, 1) << told.output;
    EXPECT_THAT(told.output, testing::AllOf(HasSubstr("NO_PIPELINE"), HasSubstr(kTrace)));
    EXPECT_EQ(run_to_end({kPostern, "records", "show", folder_, which}).code, 0);
  }
}

TEST_F(TraceTest, OfATicketIsInLogAndRecord) {
  JoinAs as = worker();
  as.traceparent = kTraceparent;
  ASSERT_TRUE(join(gate_.address(), node_, as).ok()) << gate_.log().all();
  EXPECT_TRUE(gate_.log().wait_for(EventLog::named("ticket-issued", "trace", kTrace)));
  EXPECT_EQ(gate_.stop(), 0);
  EXPECT_EQ(read_records(folder_).at(1).trace, kTrace);
}

TEST_F(TraceTest, OfNobodyIsNowhere) {
  JoinAs as = worker();
  as.traceparent = "00-" + std::string(32, '0') + "-00f067aa0ba902b7-01";
  ASSERT_TRUE(join(gate_.address(), node_, as).ok()) << gate_.log().all();
  EXPECT_EQ(gate_.stop(), 0);
  const record::Record ticket = read_records(folder_).at(1);
  EXPECT_EQ(ticket.trace, "");
  EXPECT_FALSE(ticket.json["request"].contains("trace"));
}

}  // namespace
}  // namespace postern::test

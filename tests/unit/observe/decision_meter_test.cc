// SPDX-License-Identifier: Apache-2.0
#include "host/observe/decision_meter.h"

#include <gmock/gmock.h>

namespace postern::observe {
namespace {

using ::testing::HasSubstr;

// Unwritable: refuses to record anything, and counts.
class Unwritable : public attest::Recorder {
 public:
  std::string keep(attest::ByteView) override { return "digest"; }
  std::optional<attest::Refusal> record(const attest::Decision&, Until until) override {
    asked = until;
    return attest::denied("RECORD_UNWRITABLE", "disk full");
  }
  std::optional<Until> asked;
};

attest::Decision decision() {
  attest::Decision decision;
  decision.kind = attest::kTicketDecision;
  decision.time = attest::Time(std::chrono::seconds(1'790'000'000));
  decision.took = std::chrono::milliseconds(30);
  attest::StepTrace keys, token;
  keys.instance = "keys";
  keys.took = std::chrono::milliseconds(2);
  token.instance = "token";
  token.refusal = attest::denied("BACKEND_REFUSED", "");
  decision.steps = {keys, token};
  decision.refusal = token.refusal;
  return decision;
}

TEST(DecisionMeter, MeasuresDecisionsAndTheirSteps) {
  Metrics metrics;
  DecisionMeter meter(nullptr, metrics);
  EXPECT_EQ(meter.record(decision(), attest::Recorder::Until::kWritten), std::nullopt);
  const std::string text = metrics.text();
  for (const char* line :
       {"postern_decision_seconds_bucket{kind=\"ticket\",result=\"BACKEND_REFUSED\",le=\"0.025\"} 0",
        "postern_decision_seconds_bucket{kind=\"ticket\",result=\"BACKEND_REFUSED\",le=\"0.05\"} 1",
        "postern_step_seconds_bucket{result=\"allowed\",step=\"keys\",le=\"0.0025\"} 1",
        "postern_step_seconds_count{result=\"BACKEND_REFUSED\",step=\"token\"} 1",
        "postern_last_decision_timestamp_seconds{kind=\"ticket\"} 1790000000"})
    EXPECT_THAT(text, HasSubstr(line));
  EXPECT_EQ(meter.keep({}), "");
}

TEST(DecisionMeter, AnswersWhatTheRecorderBehindItAnswers) {
  Metrics metrics;
  Unwritable recorder;
  DecisionMeter meter(&recorder, metrics);
  const auto refusal = meter.record(decision(), attest::Recorder::Until::kDurable);
  ASSERT_TRUE(refusal);
  EXPECT_EQ(refusal->reason.code, "RECORD_UNWRITABLE");
  EXPECT_EQ(recorder.asked, attest::Recorder::Until::kDurable);
  EXPECT_EQ(meter.keep({}), "digest");
  EXPECT_THAT(metrics.text(), HasSubstr("postern_record_seconds_count 1"));
}

}  // namespace
}  // namespace postern::observe

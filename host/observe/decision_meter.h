// SPDX-License-Identifier: Apache-2.0
#pragma once

// DecisionMeter: a recorder that measures every decision on its way to the one behind it:
//   postern_decision_seconds{kind, result}             histogram; kind: handshake or ticket, result: allowed or the code
//   postern_step_seconds{step, result}                 histogram, of each validator and backend
//   postern_record_seconds                             histogram, what recording took
//   postern_last_decision_timestamp_seconds{kind}      gauge

#include "host/attest/recorder.h"
#include "host/observe/metrics.h"

namespace postern::observe {

class DecisionMeter : public attest::Recorder {
 public:
  // recorder: the one behind, or nullptr when nothing is recorded. Both outlive the meter.
  DecisionMeter(attest::Recorder* recorder, Metrics& metrics) : recorder_(recorder), metrics_(metrics) {}

  std::string keep(attest::ByteView document) override;
  std::optional<attest::Refusal> record(const attest::Decision& decision, Until until) override;

 private:
  attest::Recorder* const recorder_;
  Metrics& metrics_;
};

}  // namespace postern::observe

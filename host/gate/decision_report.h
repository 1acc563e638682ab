// SPDX-License-Identifier: Apache-2.0
#pragma once

// DecisionReport: tells journal and metrics of every verdict and ticket, and remembers the last ones.

#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "host/attest/journal.h"
#include "host/gate/peer.h"
#include "host/observe/metrics.h"
#include "host/pipeline/run.h"

namespace postern::gate {

// Decision: one verdict over evidence (request is empty) or one answer to a request.
struct Decision {
  attest::Time time{};
  uint64_t generation = 0;
  std::string code;      // "admitted", "issued", or the reason's code
  std::string evidence;  // name of the evidence type
  std::string request;   // kind
  std::string pipeline;  // that answered; empty when none did
  std::string connection;
  std::string request_id;                 // of an answer
  std::optional<attest::Refusal> refusal;  // absent: admitted or issued
};

class DecisionReport {
 public:
  static constexpr std::size_t kRemembered = 20;

  // Both outlive the report. All functions are thread-safe.
  DecisionReport(attest::Journal& journal, observe::Metrics& metrics) : journal_(journal), metrics_(metrics) {}

  // allowed: a chain of the pipeline allowed; its warnings are events.
  void allowed(const Peer& peer, const pipeline::Pipeline& pipeline, const attest::Verified& verified);

  // examined: the verdict over the peer's evidence; refusal is nullptr when it is admitted.
  void examined(const Peer& peer, const attest::Refusal* refusal, attest::Time now);

  // answered: what a request got. peer is nullptr when the identity was a foreign one.
  void answered(const Peer* peer, const pipeline::Request& request, const std::string& pipeline,
                const pipeline::Outcome& outcome, attest::Time now);

  std::vector<Decision> last() const;  // oldest first

  // counts: answers to requests since the start: pipeline (empty: none answered) → code → number.
  using Counts = std::map<std::string, std::map<std::string, uint64_t>>;
  Counts counts() const;

 private:
  void remember(Decision decision);

  attest::Journal& journal_;
  observe::Metrics& metrics_;
  mutable std::mutex mutex_;
  std::deque<Decision> last_;
  Counts counts_;
};

}  // namespace postern::gate

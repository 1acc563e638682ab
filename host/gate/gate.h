// SPDX-License-Identifier: Apache-2.0
#pragma once

// Gate: judges peers during their handshakes and answers their requests. A handshake is judged by the generation that is
// in force when the evidence has come; requests of its connection are answered by that same generation, whatever has
// been put in force since, for as long as its configuration gives them ([gate] drain_timeout).

#include <functional>
#include <memory>
#include <mutex>

#include "host/attest/examiner.h"
#include "host/attest/journal.h"
#include "host/gate/decision_report.h"
#include "host/gate/docket.h"
#include "host/gate/generation.h"
#include "host/observe/metrics.h"
#include "host/pipeline/ticket_office.h"

namespace postern::gate {

// kGenerationRetired: code of the refusal (class retryable) of a request over a connection that an older generation
// admitted too long ago: the machine is to connect again, and to be judged by what is in force.
inline constexpr char kGenerationRetired[] = "GENERATION_RETIRED";

class TicketEntry;

class Gate : public attest::Examiner, public pipeline::TicketOffice {
 public:
  using Clock = std::function<attest::Time()>;

  // journal, metrics and recorder outlive the gate; clock is thread-safe. recorder: nullptr for no records.
  Gate(std::shared_ptr<const Generation> generation, attest::Journal& journal, observe::Metrics& metrics, Clock clock,
       attest::Recorder* recorder = nullptr)
      : generation_(std::move(generation)),
        journal_(journal),
        report_(journal, metrics),
        clock_(std::move(clock)),
        docket_(recorder) {}

  // generation: the one in force. swap: puts another one in force, at once and as a whole. Both thread-safe.
  std::shared_ptr<const Generation> generation() const;
  void swap(std::shared_ptr<const Generation> next);

  // A peer is admitted when at least one chain that could answer its requests allows; a request to a pipeline whose
  // chain did not is then refused with that chain's reason. What cannot be recorded is refused, whatever the verdict.
  std::string evidence_type(std::string_view oid) const override;
  std::variant<attest::IdentityPtr, attest::Refusal> examine(attest::Evidence evidence,
                                                             const std::string& connection) override;
  pipeline::Outcome issue(const attest::Identity& identity, const pipeline::Request& request) override;

  // decisions: the last ones, oldest first.
  std::vector<Decision> decisions() const { return report_.last(); }

  // counts: how requests were answered since the start.
  DecisionReport::Counts counts() const { return report_.counts(); }

 private:
  attest::Verdict judge(const Peer& peer, const attest::Chain& chain, const attest::Evidence& evidence,
                        attest::Time now) const;
  pipeline::Outcome answer(const Peer* peer, const pipeline::Request& request, attest::Time now, TicketEntry& entry,
                           std::string& pipeline);

  mutable std::mutex mutex_;  // guards generation_
  std::shared_ptr<const Generation> generation_;
  attest::Journal& journal_;
  DecisionReport report_;
  const Clock clock_;
  const Docket docket_;
};

}  // namespace postern::gate

// SPDX-License-Identifier: Apache-2.0
#pragma once

// Gate: judges peers during their handshakes and answers their requests, by the generation that is in force.

#include <atomic>
#include <functional>
#include <memory>

#include "host/attest/examiner.h"
#include "host/attest/journal.h"
#include "host/gate/generation.h"
#include "host/observe/metrics.h"
#include "host/pipeline/ticket_office.h"

namespace postern::gate {

class Gate : public attest::Examiner, public pipeline::TicketOffice {
 public:
  using Clock = std::function<attest::Time()>;

  // journal and metrics outlive the gate; clock is thread-safe.
  Gate(std::shared_ptr<const Generation> generation, attest::Journal& journal, observe::Metrics& metrics, Clock clock)
      : generation_(std::move(generation)), journal_(journal), metrics_(metrics), clock_(std::move(clock)) {}

  // A peer is admitted when at least one chain that could answer its requests allows; a request to a pipeline whose
  // chain did not is then refused with that chain's reason.
  std::string evidence_type(std::string_view oid) const override;
  std::variant<attest::IdentityPtr, attest::Refusal> examine(attest::Evidence evidence,
                                                             const std::string& connection) override;
  pipeline::Outcome issue(const attest::Identity& identity, const pipeline::Request& request) override;

 private:
  pipeline::Outcome answer(const attest::Identity& identity, const pipeline::Request& request, std::string& pipeline);
  void report(const attest::Identity& identity, const pipeline::Request& request, const std::string& pipeline,
              const pipeline::Outcome& outcome);

  const std::shared_ptr<const Generation> generation_;
  attest::Journal& journal_;
  observe::Metrics& metrics_;
  const Clock clock_;
};

}  // namespace postern::gate

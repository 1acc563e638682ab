// SPDX-License-Identifier: Apache-2.0
#include "host/gate/ticket_entry.h"

#include "host/pipeline/offer.h"

namespace postern::gate {

TicketEntry::TicketEntry(const Docket& docket, const Peer* peer, const pipeline::Request& request, attest::Time now)
    : recorder_(docket.recorder()), begun_(std::chrono::steady_clock::now()) {
  if (recorder_ == nullptr) return;
  if (peer != nullptr) decision_ = Docket::begin(*peer, attest::kTicketDecision, now);
  decision_.kind = attest::kTicketDecision;
  decision_.time = now;
  decision_.request_id = request.id;
  decision_.request = request.kind;
  decision_.role = request.role;
  decision_.trace = request.trace;
  decision_.carries = request.carries;
}

void TicketEntry::chosen(const pipeline::Pipeline& pipeline) {
  if (recorder_ == nullptr) return;
  decision_.pipelines = {pipeline.name};
  decision_.offered = pipeline::offered(pipeline, decision_.carries);
}

void TicketEntry::proven(const attest::Verified& verified) {
  decision_.claims = &verified.claims();
  decision_.bindings = &verified.bindings();
}

pipeline::Witness TicketEntry::witness() {
  if (recorder_ == nullptr) return {};
  return {[this](const std::vector<std::string>& fields) {
            decision_.fields = fields;
            was_sealed_ = true;
            return record(attest::Recorder::Until::kDurable);
          },
          &decision_.steps};
}

void TicketEntry::refused(const attest::Refusal& refusal) {
  if (recorder_ == nullptr || was_sealed_) return;
  decision_.refusal = refusal;
  record(attest::Recorder::Until::kWritten);
}

std::optional<attest::Refusal> TicketEntry::record(attest::Recorder::Until until) {
  decision_.took = std::chrono::steady_clock::now() - begun_;
  return recorder_->record(decision_, until);
}

}  // namespace postern::gate

// SPDX-License-Identifier: Apache-2.0
#include "host/gate/docket.h"

#include <utility>

namespace postern::gate {

Shown Docket::shown(const attest::Evidence& evidence) const {
  if (recorder_ == nullptr) return {};
  return {recorder_->keep(evidence.document), evidence.nonce, evidence.channel_key, evidence.address};
}

attest::Decision Docket::begin(const Peer& peer, const char* kind, attest::Time time) {
  attest::Decision decision;
  decision.kind = kind;
  decision.time = time;
  decision.generation = peer.generation().origin().number;
  decision.configuration = peer.generation().origin().digest;
  decision.connection = peer.connection();
  decision.address = peer.shown().address;
  decision.evidence_type = peer.evidence();
  decision.evidence_sha256 = peer.shown().sha256;
  decision.nonce = peer.shown().nonce;
  decision.channel_key = peer.shown().channel_key;
  return decision;
}

std::optional<attest::Refusal> Docket::judged(const Peer& peer, Judgement judgement) const {
  if (recorder_ == nullptr) return std::nullopt;
  attest::Decision decision = begin(peer, attest::kHandshakeDecision, judgement.time);
  for (const pipeline::Pipeline& pipeline : peer.generation().pipelines())
    if (judgement.chain != nullptr && pipeline.match.evidence == peer.evidence() &&
        judgement.chain->same_as(pipeline.chain))
      decision.pipelines.push_back(pipeline.name);
  decision.steps = std::move(judgement.trail);
  decision.took = judgement.took;
  if (const auto* refusal = std::get_if<attest::Refusal>(&judgement.verdict)) {
    decision.refusal = *refusal;
    return recorder_->record(decision, attest::Recorder::Until::kWritten);
  }
  const attest::Verified& verified = *std::get<std::shared_ptr<const attest::Verified>>(judgement.verdict);
  decision.claims = &verified.claims();
  decision.bindings = &verified.bindings();
  return recorder_->record(decision, attest::Recorder::Until::kWritten);
}

}  // namespace postern::gate

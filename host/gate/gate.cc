// SPDX-License-Identifier: Apache-2.0
#include "host/gate/gate.h"

#include "host/gate/peer.h"
#include "host/gate/ticket_entry.h"

namespace postern::gate {
namespace {

attest::Refusal no_pipeline(const pipeline::Request& request) {
  attest::Refusal refusal = attest::denied(POSTERN_REASON_NO_PIPELINE, "no pipeline answers this request");
  refusal.reason.subject = "request " + request.kind + (request.role.empty() ? "" : " as " + request.role);
  refusal.reason.peer_text = "this gate does not answer such requests of such machines";
  return refusal;
}

attest::Refusal retired(const Generation& generation) {
  attest::Refusal refusal = attest::denied(kGenerationRetired, "an older configuration admitted this connection too long ago");
  refusal.cls = attest::RefusalClass::kRetryable;
  refusal.reason.subject = "generation " + std::to_string(generation.origin().number);
  refusal.reason.peer_text = "the gate's configuration has changed; connect again";
  return refusal;
}

}  // namespace

std::shared_ptr<const Generation> Gate::generation() const {
  const std::lock_guard lock(mutex_);
  return generation_;
}

// The old one is let go outside the lock: this may be its last user.
void Gate::swap(std::shared_ptr<const Generation> next) {
  {
    const std::lock_guard lock(mutex_);
    generation_.swap(next);
  }
  if (next != nullptr) next->retire(clock_());
}

std::string Gate::evidence_type(std::string_view oid) const { return generation()->evidence_type(oid); }

// A verdict that cannot be recorded is none.
attest::Verdict Gate::judge(const Peer& peer, const attest::Chain& chain, const attest::Evidence& evidence,
                            attest::Time now) const {
  const auto begun = std::chrono::steady_clock::now();
  attest::Trail trail;
  attest::Verdict verdict = attest::judge(chain, evidence, now, peer.connection(), &trail);
  const auto took = std::chrono::steady_clock::now() - begun;
  if (auto refusal = docket_.judged(peer, {now, &chain, verdict, std::move(trail), took})) return *std::move(refusal);
  return verdict;
}

std::variant<attest::IdentityPtr, attest::Refusal> Gate::examine(attest::Evidence evidence,
                                                                 const std::string& connection) {
  const attest::Time now = clock_();
  auto peer = std::make_shared<Peer>(generation(), evidence.type, connection);
  peer->remember(docket_.shown(evidence));
  std::optional<attest::Refusal> refusal;
  bool allowed = false;
  for (const pipeline::Pipeline& pipeline : peer->generation().pipelines()) {
    if (pipeline.match.evidence != evidence.type || peer->verdict(pipeline.chain) != nullptr) continue;
    attest::Verdict verdict = judge(*peer, pipeline.chain, evidence, now);
    if (const auto* verified = std::get_if<std::shared_ptr<const attest::Verified>>(&verdict)) {
      allowed = true;
      report_.allowed(*peer, pipeline, **verified);
    } else if (!refusal) {
      refusal = std::get<attest::Refusal>(verdict);
    }
    peer->add(pipeline.chain, std::move(verdict));
  }
  if (!refusal && !allowed) {
    refusal = attest::denied(POSTERN_REASON_NO_PIPELINE, "no pipeline takes evidence of type " + evidence.type);
    docket_.judged(*peer, {now, nullptr, *refusal, {}, {}});
  }
  report_.examined(*peer, allowed ? nullptr : &*refusal, now);
  if (!allowed) return *std::move(refusal);
  return attest::IdentityPtr(std::move(peer));
}

pipeline::Outcome Gate::answer(const Peer* peer, const pipeline::Request& request, attest::Time now,
                               TicketEntry& entry, std::string& pipeline) {
  if (peer == nullptr) return attest::internal(POSTERN_REASON_PLUGIN_FAULT, "the identity is not of this gate");
  if (auto refusal = pipeline::check_request(request)) return *std::move(refusal);
  if (peer->generation().is_expired(now)) return retired(peer->generation());
  const pipeline::Pipeline* chosen =
      pipeline::route(peer->generation().pipelines(), peer->evidence(), request.kind, request.role);
  if (chosen == nullptr) return no_pipeline(request);
  pipeline = chosen->name;
  entry.chosen(*chosen);
  const attest::Verdict* verdict = peer->verdict(chosen->chain);
  if (verdict == nullptr) return attest::internal(POSTERN_REASON_PLUGIN_FAULT, "the pipeline's chain was not judged");
  if (const auto* refusal = std::get_if<attest::Refusal>(verdict)) return *refusal;
  const auto& verified = *std::get<std::shared_ptr<const attest::Verified>>(*verdict);
  entry.proven(verified);
  return pipeline::run(*chosen, request, verified, now, journal_, entry.witness());
}

pipeline::Outcome Gate::issue(const attest::Identity& identity, const pipeline::Request& request) {
  const auto* peer = dynamic_cast<const Peer*>(&identity);
  const attest::Time now = clock_();
  TicketEntry entry(docket_, peer, request, now);
  std::string pipeline;
  pipeline::Outcome outcome = answer(peer, request, now, entry, pipeline);
  if (const auto* refusal = std::get_if<attest::Refusal>(&outcome)) entry.refused(*refusal);
  report_.answered(peer, request, pipeline, outcome, clock_());
  return outcome;
}

}  // namespace postern::gate

// SPDX-License-Identifier: Apache-2.0
#include "host/gate/gate.h"

#include "host/gate/peer.h"

namespace postern::gate {
namespace {

using attest::Level;

std::vector<std::pair<std::string, std::string>> reason_fields(const attest::Refusal& refusal) {
  const attest::Reason& reason = refusal.reason;
  return {{"code", reason.code},         {"class", attest::class_name(refusal.cls)}, {"step", refusal.step},
          {"subject", reason.subject},   {"expected", reason.expected},              {"observed", reason.observed},
          {"spec", reason.specification}};
}

// What is worth a line about an admitted machine.
std::string claim(const attest::Verified& verified, const char* name) {
  const attest::Claim* claim = verified.claims().find(name);
  return claim == nullptr ? std::string() : attest::print(claim->value);
}

}  // namespace

std::string Gate::evidence_type(std::string_view oid) const { return generation_->evidence_type(oid); }

std::variant<attest::IdentityPtr, attest::Refusal> Gate::examine(attest::Evidence evidence,
                                                                 const std::string& connection) {
  const attest::Time now = clock_();
  auto peer = std::make_shared<Peer>(generation_, evidence.type, connection);
  std::optional<attest::Refusal> refusal;
  bool allowed = false;
  for (const pipeline::Pipeline& pipeline : generation_->pipelines()) {
    if (pipeline.match.evidence != evidence.type || peer->verdict(pipeline.chain) != nullptr) continue;
    attest::Verdict verdict = attest::judge(pipeline.chain, evidence, now, connection);
    if (const auto* verified = std::get_if<std::shared_ptr<const attest::Verified>>(&verdict)) {
      allowed = true;
      for (const attest::Refusal& warning : (*verified)->warnings())
        journal_.note({Level::kWarn, "step-warned", attest::describe(warning), {{"connection", connection}, {"pipeline", pipeline.name}}});
      if (const std::string pcrs = claim(**verified, "tpm.measurements.warnings"); !pcrs.empty())
        journal_.note({Level::kWarn, "measurement-warned", "PCRs marked warn_only differ from the measurements",
                       {{"connection", connection}, {"pipeline", pipeline.name}, {"pcrs", pcrs}}});
    } else if (!refusal) {
      refusal = std::get<attest::Refusal>(verdict);
    }
    peer->add(pipeline.chain, std::move(verdict));
  }
  metrics_.add("evidence_total", {{"type", evidence.type},
                                  {"result", allowed ? "admitted" : refusal ? refusal->reason.code : "NO_PIPELINE"}});
  if (allowed) return attest::IdentityPtr(std::move(peer));
  if (refusal) return *std::move(refusal);
  return attest::denied(POSTERN_REASON_NO_PIPELINE, "no pipeline takes evidence of type " + evidence.type);
}

pipeline::Outcome Gate::answer(const attest::Identity& identity, const pipeline::Request& request,
                               std::string& pipeline) {
  const auto* peer = dynamic_cast<const Peer*>(&identity);
  if (peer == nullptr) return attest::internal(POSTERN_REASON_PLUGIN_FAULT, "the identity is not of this gate");
  if (auto refusal = pipeline::check_request(request)) return *std::move(refusal);
  const pipeline::Pipeline* chosen =
      pipeline::route(peer->generation().pipelines(), peer->evidence(), request.kind, request.role);
  if (chosen == nullptr) {
    attest::Refusal refusal = attest::denied(POSTERN_REASON_NO_PIPELINE, "no pipeline answers this request");
    refusal.reason.subject = "request " + request.kind + (request.role.empty() ? "" : " as " + request.role);
    refusal.reason.peer_text = "this gate does not answer such requests of such machines";
    return refusal;
  }
  pipeline = chosen->name;
  const attest::Verdict* verdict = peer->verdict(chosen->chain);
  if (verdict == nullptr) return attest::internal(POSTERN_REASON_PLUGIN_FAULT, "the pipeline's chain was not judged");
  if (const auto* refusal = std::get_if<attest::Refusal>(verdict)) return *refusal;
  const auto& verified = *std::get<std::shared_ptr<const attest::Verified>>(*verdict);
  return pipeline::run(*chosen, request, verified, clock_(), journal_);
}

void Gate::report(const attest::Identity& identity, const pipeline::Request& request, const std::string& pipeline,
                  const pipeline::Outcome& outcome) {
  const auto* peer = dynamic_cast<const Peer*>(&identity);
  std::vector<std::pair<std::string, std::string>> fields{{"connection", peer ? peer->connection() : ""},
                                                          {"request", request.id},
                                                          {"kind", request.kind},
                                                          {"role", request.role},
                                                          {"pipeline", pipeline}};
  const auto* refusal = std::get_if<attest::Refusal>(&outcome);
  metrics_.add("tickets_total", {{"pipeline", pipeline}, {"result", refusal ? refusal->reason.code : "issued"}});
  if (refusal != nullptr) {
    for (auto& field : reason_fields(*refusal)) fields.push_back(std::move(field));
    journal_.note({Level::kWarn, "ticket-refused", refusal->reason.operator_text, std::move(fields)});
    return;
  }
  std::string names;
  for (const pipeline::TicketField& field : std::get<pipeline::Ticket>(outcome).fields)
    names += (names.empty() ? "" : ",") + field.name;
  fields.emplace_back("fields", names);
  journal_.note({Level::kInfo, "ticket-issued", "", std::move(fields)});
}

pipeline::Outcome Gate::issue(const attest::Identity& identity, const pipeline::Request& request) {
  std::string pipeline;
  pipeline::Outcome outcome = answer(identity, request, pipeline);
  report(identity, request, pipeline, outcome);
  return outcome;
}

}  // namespace postern::gate

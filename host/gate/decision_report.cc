// SPDX-License-Identifier: Apache-2.0
#include "host/gate/decision_report.h"

namespace postern::gate {
namespace {

using attest::Level;
using Fields = std::vector<std::pair<std::string, std::string>>;

void add_reason(Fields& fields, const attest::Refusal& refusal) {
  const attest::Reason& reason = refusal.reason;
  const Fields more{{"code", reason.code},         {"class", attest::class_name(refusal.cls)}, {"step", refusal.step},
                    {"subject", reason.subject},   {"expected", reason.expected},              {"observed", reason.observed},
                    {"spec", reason.specification}};
  fields.insert(fields.end(), more.begin(), more.end());
}

// What is worth a line about an admitted machine.
std::string claim(const attest::Verified& verified, const char* name) {
  const attest::Claim* claim = verified.claims().find(name);
  return claim == nullptr ? std::string() : attest::print(claim->value);
}

std::string number_of(const Peer* peer) {
  return peer == nullptr ? "" : std::to_string(peer->generation().origin().number);
}

}  // namespace

void DecisionReport::allowed(const Peer& peer, const pipeline::Pipeline& pipeline, const attest::Verified& verified) {
  for (const attest::Refusal& warning : verified.warnings())
    journal_.note({Level::kWarn, "step-warned", attest::describe(warning),
                   {{"connection", peer.connection()}, {"pipeline", pipeline.name}}});
  if (const std::string pcrs = claim(verified, "tpm.measurements.warnings"); !pcrs.empty())
    journal_.note({Level::kWarn, "measurement-warned", "PCRs marked warn_only differ from the measurements",
                   {{"connection", peer.connection()}, {"pipeline", pipeline.name}, {"pcrs", pcrs}}});
}

void DecisionReport::examined(const Peer& peer, const attest::Refusal* refusal, attest::Time now) {
  const std::string code = refusal == nullptr ? "admitted" : refusal->reason.code;
  metrics_.add("evidence_total", {{"type", peer.evidence()}, {"result", code}});
  Decision decision{now, peer.generation().origin().number, code, peer.evidence(), "", "", peer.connection(), "", {}};
  if (refusal != nullptr) decision.refusal = *refusal;
  remember(std::move(decision));
}

void DecisionReport::answered(const Peer* peer, const pipeline::Request& request, const std::string& pipeline,
                              const pipeline::Outcome& outcome, attest::Time now) {
  const auto* refusal = std::get_if<attest::Refusal>(&outcome);
  const std::string code = refusal == nullptr ? "issued" : refusal->reason.code;
  metrics_.add("tickets_total", {{"pipeline", pipeline}, {"result", code}});
  Decision decision{now, 0, code, "", request.kind, pipeline, "", request.id, {}};
  if (peer != nullptr) {
    decision.generation = peer->generation().origin().number;
    decision.evidence = peer->evidence();
    decision.connection = peer->connection();
  }
  if (refusal != nullptr) decision.refusal = *refusal;
  remember(std::move(decision));
  Fields fields{{"connection", peer == nullptr ? "" : peer->connection()},
                {"request", request.id},
                {"trace", request.trace},
                {"kind", request.kind},
                {"role", request.role},
                {"pipeline", pipeline},
                {"generation", number_of(peer)}};
  if (refusal != nullptr) {
    add_reason(fields, *refusal);
    journal_.note({Level::kWarn, "ticket-refused", refusal->reason.operator_text, std::move(fields)});
    return;
  }
  std::string names;
  for (const pipeline::TicketField& field : std::get<pipeline::Ticket>(outcome).fields)
    names += (names.empty() ? "" : ",") + field.name;
  fields.emplace_back("fields", names);
  journal_.note({Level::kInfo, "ticket-issued", "", std::move(fields)});
}

void DecisionReport::remember(Decision decision) {
  const std::lock_guard lock(mutex_);
  if (!decision.request.empty()) ++counts_[decision.pipeline][decision.code];
  last_.push_back(std::move(decision));
  if (last_.size() > kRemembered) last_.pop_front();
}

DecisionReport::Counts DecisionReport::counts() const {
  const std::lock_guard lock(mutex_);
  return counts_;
}

std::vector<Decision> DecisionReport::last() const {
  const std::lock_guard lock(mutex_);
  return {last_.begin(), last_.end()};
}

}  // namespace postern::gate

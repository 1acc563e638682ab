// SPDX-License-Identifier: Apache-2.0
#include "host/pipeline/run.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace postern::pipeline {
namespace {

// Run: the state of one request: what was made so far, inside the ticket and outside of the gate.
class Run {
 public:
  Run(const Pipeline& pipeline, const Request& request, const attest::Verified& verified, attest::Time now,
      attest::Journal& journal, const Witness& witness)
      : pipeline_(pipeline),
        request_(request),
        verified_(verified),
        now_(now),
        journal_(journal),
        witness_(witness),
        undo_(std::make_shared<Undo>(journal, now, request.id, pipeline.match.role)) {}

  std::optional<attest::Refusal> all_steps() {
    for (const Condition& condition : pipeline_.when)
      if (auto refusal = check_condition(condition, verified_.claims())) return refusal;
    for (const BackendStep& step : pipeline_.backends)
      if (auto refusal = one_step(step)) return refusal;
    if (auto refusal = complete()) return refusal;
    return witness_.seal ? witness_.seal(names()) : std::nullopt;
  }

  void revoke_all() { undo_->revoke_all(); }

  Ticket take() {
    std::erase_if(fields_, [&](const TicketField& field) { return !leaves(field.name, field.internal); });
    Ticket ticket{pipeline_.name, std::move(fields_)};
    if (undo_->size() > 0) ticket.undo = std::move(undo_);
    return ticket;
  }

 private:
  // An alternative is tried only when the one before was unavailable; then what that one announced is undone first.
  std::optional<attest::Refusal> one_step(const BackendStep& step) {
    std::optional<attest::Refusal> refusal = attest::internal(POSTERN_REASON_PLUGIN_FAULT, "step without backend");
    for (const std::shared_ptr<Backend>& backend : step.alternatives) {
      const std::size_t mark = undo_->size();
      refusal = contribute(*backend, backend, step.timeout);
      if (!refusal || refusal->cls != attest::RefusalClass::kRetryable) return refusal;
      if (backend == step.alternatives.back()) return refusal;
      undo_->revoke_since(mark);
      journal_.note({attest::Level::kWarn, "alternative-tried", attest::describe(*refusal),
                     {{"request", request_.id}, {"step", backend->name()}}});
    }
    return refusal;
  }

  std::optional<attest::Refusal> contribute(Backend& backend, const std::shared_ptr<Backend>& shared,
                                            std::chrono::nanoseconds timeout) {
    BackendContext context{now_, timeout, pipeline_.match.role, wanted_from(backend), &fields_};
    Contribution contribution = backend.contribute(request_, verified_, context);
    undo_->add(shared, std::move(contribution.effects));
    if (contribution.refusal && contribution.refusal->step.empty()) contribution.refusal->step = backend.name();
    if (witness_.trail != nullptr)
      witness_.trail->push_back(
          {backend.name(), backend.origin(), false, contribution.refusal, contribution.took, {}});
    if (contribution.refusal) return contribution.refusal;
    for (TicketField& field : contribution.fields) fields_.push_back(std::move(field));
    return std::nullopt;
  }

  std::vector<std::string> wanted_from(const Backend& backend) const {
    std::vector<std::string> wanted;
    for (const FieldDeclaration& field : backend.fields_out())
      if (leaves(field.name, field.internal) || needed_later(field.name)) wanted.push_back(field.name);
    return wanted;
  }

  // leaves: whether the field belongs into the finished ticket.
  bool leaves(const std::string& name, bool internal) const {
    const auto listed = [&](const std::vector<std::string>& names) {
      return names.empty() || std::find(names.begin(), names.end(), name) != names.end();
    };
    return !internal && listed(request_.carries) && listed(pipeline_.ticket);
  }

  // What does not leave is made only when a step of this pipeline reads it.
  bool needed_later(const std::string& name) const {
    for (const BackendStep& step : pipeline_.backends)
      for (const std::shared_ptr<Backend>& backend : step.alternatives)
        for (const std::string& needed : backend->fields_in())
          if (needed == name) return true;
    return false;
  }

  // names: of what the finished ticket holds, each once.
  std::vector<std::string> names() const {
    std::vector<std::string> all;
    for (const TicketField& field : fields_)
      if (leaves(field.name, field.internal) && std::find(all.begin(), all.end(), field.name) == all.end()) all.push_back(field.name);
    return all;
  }

  std::optional<attest::Refusal> complete() const {
    for (const std::string& name : pipeline_.ticket) {
      const bool carried = request_.carries.empty() || std::find(request_.carries.begin(), request_.carries.end(),
                                                                 name) != request_.carries.end();
      const bool there = std::any_of(fields_.begin(), fields_.end(),
                                     [&](const TicketField& field) { return field.name == name; });
      if (!carried || there) continue;
      attest::Refusal refusal =
          attest::internal(POSTERN_REASON_TICKET_INCOMPLETE, "no backend produced a field that the pipeline promises");
      refusal.reason.subject = name;
      return refusal;
    }
    return std::nullopt;
  }

  const Pipeline& pipeline_;
  const Request& request_;
  const attest::Verified& verified_;
  const attest::Time now_;
  attest::Journal& journal_;
  const Witness& witness_;
  std::vector<TicketField> fields_;
  std::shared_ptr<Undo> undo_;
};

}  // namespace

Outcome run(const Pipeline& pipeline, const Request& request, const attest::Verified& verified, attest::Time now,
            attest::Journal& journal, const Witness& witness) {
  if (auto refusal = check_request(request)) return *std::move(refusal);
  Run state(pipeline, request, verified, now, journal, witness);
  try {
    if (auto refusal = state.all_steps()) {
      state.revoke_all();
      return *std::move(refusal);
    }
    return state.take();
  } catch (...) {
    state.revoke_all();
    throw;
  }
}

}  // namespace postern::pipeline

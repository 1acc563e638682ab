// SPDX-License-Identifier: Apache-2.0
#include "host/pipeline/run.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace postern::pipeline {
namespace {

constexpr auto kRevokeTimeout = std::chrono::seconds(10);

// Run: the state of one request: what was made so far, inside the ticket and outside of the gate.
class Run {
 public:
  Run(const Pipeline& pipeline, const Request& request, const attest::Verified& verified, attest::Time now,
      attest::Journal& journal)
      : pipeline_(pipeline), request_(request), verified_(verified), now_(now), journal_(journal) {}

  std::optional<attest::Refusal> all_steps() {
    for (const Condition& condition : pipeline_.when)
      if (auto refusal = check_condition(condition, verified_.claims())) return refusal;
    for (const BackendStep& step : pipeline_.backends)
      if (auto refusal = one_step(step)) return refusal;
    return complete();
  }

  void revoke_all() { undo_since(0); }

  Ticket take() { return Ticket{pipeline_.name, std::move(fields_)}; }

 private:
  // An alternative is tried only when the one before was unavailable; then what that one announced is undone first.
  std::optional<attest::Refusal> one_step(const BackendStep& step) {
    std::optional<attest::Refusal> refusal = attest::internal(POSTERN_REASON_PLUGIN_FAULT, "step without backend");
    for (const std::shared_ptr<Backend>& backend : step.alternatives) {
      const std::size_t mark = effects_.size();
      refusal = contribute(*backend, backend, step.timeout);
      if (!refusal || refusal->cls != attest::RefusalClass::kRetryable) return refusal;
      if (backend == step.alternatives.back()) return refusal;
      undo_since(mark);
      journal_.note({attest::Level::kWarn, "alternative-tried", attest::describe(*refusal),
                     {{"request", request_.id}, {"step", backend->name()}}});
    }
    return refusal;
  }

  std::optional<attest::Refusal> contribute(Backend& backend, const std::shared_ptr<Backend>& shared,
                                            std::chrono::nanoseconds timeout) {
    BackendContext context{now_, timeout, pipeline_.match.role, wanted_from(backend)};
    Contribution contribution = backend.contribute(request_, verified_, context);
    for (std::string& effect : contribution.effects) effects_.emplace_back(shared, std::move(effect));
    if (contribution.refusal) {
      if (contribution.refusal->step.empty()) contribution.refusal->step = backend.name();
      return contribution.refusal;
    }
    for (TicketField& field : contribution.fields) fields_.push_back(std::move(field));
    return std::nullopt;
  }

  // Undoes what was announced after the mark, last first. Each is forgotten before it is revoked: never twice.
  void undo_since(std::size_t mark) {
    while (effects_.size() > mark) {
      const auto [backend, effect] = std::move(effects_.back());
      effects_.pop_back();
      const BackendContext context{now_, kRevokeTimeout, pipeline_.match.role, {}};
      const auto refusal = backend->revoke(effect, context);
      if (!refusal) continue;
      journal_.note({attest::Level::kError, "effect-not-revoked", attest::describe(*refusal),
                     {{"request", request_.id}, {"step", backend->name()}, {"effect", effect}}});
    }
  }

  std::vector<std::string> wanted_from(const Backend& backend) const {
    std::vector<std::string> wanted;
    for (const FieldDeclaration& field : backend.fields_out()) {
      const auto listed = [&](const std::vector<std::string>& names) {
        return names.empty() || std::find(names.begin(), names.end(), field.name) != names.end();
      };
      if (listed(request_.carries) && listed(pipeline_.ticket)) wanted.push_back(field.name);
    }
    return wanted;
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
  std::vector<TicketField> fields_;
  std::vector<std::pair<std::shared_ptr<Backend>, std::string>> effects_;
};

}  // namespace

Outcome run(const Pipeline& pipeline, const Request& request, const attest::Verified& verified, attest::Time now,
            attest::Journal& journal) {
  if (auto refusal = check_request(request)) return *std::move(refusal);
  Run state(pipeline, request, verified, now, journal);
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

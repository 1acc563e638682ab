// SPDX-License-Identifier: Apache-2.0
#include "host/attest/chain.h"

#include <algorithm>
#include <optional>

#include "postern/host.h"

namespace postern::attest {

bool Chain::same_as(const Chain& other) const {
  return std::equal(steps.begin(), steps.end(), other.steps.begin(), other.steps.end(),
                    [](const ChainStep& a, const ChainStep& b) {
                      return a.validator == b.validator && a.mode == b.mode && a.timeout == b.timeout;
                    });
}

// Judging: one run of a chain; grows a Verified step by step and gives it out only at the end.
class Judging {
 public:
  Judging(const Evidence& evidence, Time now, std::string request_id)
      : verified_(new Verified()), now_(now), request_id_(std::move(request_id)) {
    verified_->evidence_ = evidence;
  }

  std::optional<Refusal> step(const ChainStep& step, StepTrace& trace) {
    const StepContext context{now_, request_id_, step.timeout, verified_->claims_, verified_->bindings_};
    std::optional<Refusal> refusal = needs_met(*step.validator);
    if (!refusal) {
      StepReport report = step.validator->validate(verified_->evidence_, context);
      trace.took = report.took;
      trace.fetched = std::move(report.fetched);
      refusal = report.refusal ? std::move(report.refusal) : accept(*step.validator, std::move(report));
    }
    if (refusal && refusal->step.empty()) refusal->step = step.validator->name();
    trace.refusal = refusal;
    if (!refusal || step.mode != StepMode::kWarn) return refusal;
    verified_->warnings_.push_back(*std::move(refusal));
    return std::nullopt;
  }

  Verdict finish() {
    for (uint32_t kind : {POSTERN_BINDING_NONCE, POSTERN_BINDING_CHANNEL_KEY})
      if (verified_->bindings_.find(kind) == nullptr) return missing(kind, "no step of the chain proved it");
    verified_->evidence_.document = {};  // it may be large, and a verdict lives as long as its connection
    return std::shared_ptr<const Verified>(std::move(verified_));
  }

 private:
  static Refusal missing(uint32_t kind, std::string text) {
    Refusal refusal = denied(POSTERN_REASON_BINDING_MISSING, std::move(text));
    refusal.reason.subject = binding_name(kind);
    return refusal;
  }

  std::optional<Refusal> needs_met(const Validator& validator) const {
    for (uint32_t kind = 1; kind < 32; ++kind)
      if ((validator.bindings_in() & POSTERN_BINDING_BIT(kind)) != 0 && verified_->bindings_.find(kind) == nullptr)
        return missing(kind, "needed from an earlier step");
    return std::nullopt;
  }

  std::optional<Refusal> accept(const Validator& validator, StepReport report) {
    for (uint32_t kind = 1; kind < 32; ++kind)
      if ((validator.bindings_out() & POSTERN_BINDING_BIT(kind)) != 0 && report.bindings.find(kind) == nullptr)
        return missing(kind, "the step allowed without reporting it");
    const Evidence& evidence = verified_->evidence_;
    if (auto refusal = compare(report.bindings, POSTERN_BINDING_NONCE, evidence.nonce, POSTERN_REASON_NONCE_MISMATCH))
      return refusal;
    if (auto refusal = compare(report.bindings, POSTERN_BINDING_CHANNEL_KEY, evidence.channel_key,
                               POSTERN_REASON_CHANNEL_MISMATCH))
      return refusal;
    for (const auto& [name, claim] : report.claims.all()) {
      if (verified_->claims_.find(name) == nullptr) continue;
      Refusal refusal = internal(POSTERN_REASON_PLUGIN_FAULT, "claim was already proven by an earlier step");
      refusal.reason.subject = name;
      return refusal;
    }
    if (auto refusal = verified_->bindings_.merge(report.bindings)) return refusal;
    verified_->claims_.merge(std::move(report.claims));
    return std::nullopt;
  }

  static std::optional<Refusal> compare(const Bindings& bindings, uint32_t kind, const ByteVector& expected,
                                        const char* code) {
    const Bindings::Binding* binding = bindings.find(kind);
    if (binding == nullptr) return std::nullopt;
    if (!expected.empty() && equal_constant_time(binding->value, expected)) return std::nullopt;
    Refusal refusal = denied(code, "evidence is bound to another value");
    refusal.reason.subject = binding_name(kind);
    refusal.reason.expected = expected.empty() ? "a value, and none was given" : to_hex(expected);
    refusal.reason.observed = to_hex(ByteView(binding->value).first(std::min<std::size_t>(binding->value.size(), 64)));
    refusal.reason.peer_text = "the evidence was not made for this connection";
    return refusal;
  }

  std::shared_ptr<Verified> verified_;
  Time now_;
  std::string request_id_;
};

Verdict judge(const Chain& chain, const Evidence& evidence, Time now, const std::string& request_id, Trail* trail) {
  if (chain.steps.empty()) return denied(POSTERN_REASON_NO_PIPELINE, "the chain has no validator");
  Judging judging(evidence, now, request_id);
  for (const ChainStep& step : chain.steps) {
    StepTrace trace{step.validator->name(), step.validator->origin(), step.mode == StepMode::kWarn, {}, {}, {}};
    auto refusal = judging.step(step, trace);
    if (trail != nullptr) trail->push_back(std::move(trace));
    if (refusal) return *std::move(refusal);
  }
  return judging.finish();
}

}  // namespace postern::attest

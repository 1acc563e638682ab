// SPDX-License-Identifier: Apache-2.0
#include "host/plugin/validator_facade.h"

namespace postern::plugin {
namespace {

postern_bytes raw(const attest::ByteVector& bytes) {
  return {reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size()};
}

// Judged: evidence and verdict of one call; shared with the plugin's thread.
struct Judged {
  attest::Evidence evidence;
  postern_verdict verdict = POSTERN_DENY;
  std::shared_ptr<Instance> instance;
};

postern_status run(Judged& judged, postern_call* call, postern_instance* handle) {
  const attest::Evidence& evidence = judged.evidence;
  const postern_evidence view{sizeof(postern_evidence),
                              0,
                              {reinterpret_cast<const uint8_t*>(evidence.type.data()), evidence.type.size()},
                              raw(evidence.document),
                              raw(evidence.nonce),
                              raw(evidence.channel_key)};
  return judged.instance->component().validator.validate(call, handle, &view, &judged.verdict);
}

// The status was OK; the verdict must now say allow, in exactly that number.
std::optional<attest::Refusal> refusal_of(postern_verdict verdict, attest::Reason reason) {
  if (verdict == POSTERN_ALLOW) return std::nullopt;
  if (verdict != POSTERN_DENY)
    return attest::internal(POSTERN_REASON_PLUGIN_FAULT, "verdict " + std::to_string(verdict) + " is neither allow nor deny");
  attest::Refusal refusal = attest::denied(POSTERN_REASON_POLICY_UNSATISFIED, "denied without a reason");
  if (!reason.code.empty()) refusal.reason = std::move(reason);
  return refusal;
}

}  // namespace

attest::StepReport ValidatorFacade::validate(const attest::Evidence& evidence, const attest::StepContext& context) {
  CallInput input;
  input.request_id = context.request_id;
  input.now = context.now;
  input.deadline = std::chrono::steady_clock::now() + context.timeout;
  input.claims = context.claims;
  input.bindings = context.bindings;
  const auto judged = std::make_shared<Judged>(Judged{evidence, POSTERN_DENY, instance_});
  Answer answer = instance_->call(std::move(input), [judged](postern_call* call, postern_instance* handle) {
    return run(*judged, call, handle);
  });
  attest::StepReport report;
  report.took = answer.output.took;
  report.fetched = std::move(answer.output.fetched);
  report.refusal = answer.refusal ? std::move(answer.refusal) : refusal_of(judged->verdict, answer.output.reason);
  if (report.refusal) return report;
  report.claims = std::move(answer.output.claims);
  report.bindings = std::move(answer.output.bindings);
  return report;
}

}  // namespace postern::plugin

// SPDX-License-Identifier: Apache-2.0
#include "host/offline/offline_verdict.h"

#include <algorithm>

#include "host/record/digest.h"

namespace postern::app {
namespace {

using VerifiedPtr = std::shared_ptr<const attest::Verified>;

PipelineVerdict judge_pipeline(const pipeline::Pipeline& pipeline, const attest::Evidence& evidence, attest::Time time,
                               const PipelineVerdict* same) {
  PipelineVerdict one{pipeline.name, attest::Refusal(), std::nullopt, {}};
  if (same == nullptr) {
    one.verdict = attest::judge(pipeline.chain, evidence, time, "verify", &one.steps);
  } else {
    one.verdict = same->verdict;
    one.steps = same->steps;
  }
  if (const auto* verified = std::get_if<VerifiedPtr>(&one.verdict))
    for (const pipeline::Condition& condition : pipeline.when)
      if (!one.unmet) one.unmet = pipeline::check_condition(condition, (*verified)->claims());
  return one;
}

}  // namespace

int exit_code(Outcome outcome) { return outcome == Outcome::kAllow ? 0 : outcome == Outcome::kDeny ? 1 : 2; }

const attest::Refusal* PipelineVerdict::refusal() const {
  if (const auto* refusal = std::get_if<attest::Refusal>(&verdict)) return refusal;
  return unmet ? &*unmet : nullptr;
}

Outcome PipelineVerdict::outcome() const {
  const attest::Refusal* why = refusal();
  if (why == nullptr) return Outcome::kAllow;
  return why->cls == attest::RefusalClass::kDenied ? Outcome::kDeny : Outcome::kCannotJudge;
}

Outcome OfflineVerdict::outcome() const {
  const auto is = [](Outcome outcome) { return [outcome](const PipelineVerdict& one) { return one.outcome() == outcome; }; };
  if (obstacle || pipelines.empty()) return Outcome::kCannotJudge;
  if (std::any_of(pipelines.begin(), pipelines.end(), is(Outcome::kAllow))) return Outcome::kAllow;
  return std::all_of(pipelines.begin(), pipelines.end(), is(Outcome::kDeny)) ? Outcome::kDeny : Outcome::kCannotJudge;
}

OfflineVerdict judge_offline(const gate::Generation& generation, const attest::Evidence& evidence, attest::Time time) {
  OfflineVerdict all{evidence.type, time, record::sha256_hex(evidence.document), evidence.nonce, evidence.channel_key, {}, std::nullopt};
  std::vector<const attest::Chain*> judged;
  for (const pipeline::Pipeline& pipeline : generation.pipelines()) {
    if (pipeline.match.evidence != evidence.type) continue;
    const auto same = std::find_if(judged.begin(), judged.end(),
                                   [&](const auto* chain) { return chain->same_as(pipeline.chain); });
    const PipelineVerdict* before =
        same == judged.end() ? nullptr : &all.pipelines[static_cast<std::size_t>(same - judged.begin())];
    judged.push_back(&pipeline.chain);
    PipelineVerdict one = judge_pipeline(pipeline, evidence, time, before);
    all.pipelines.push_back(std::move(one));
  }
  return all;
}

OfflineVerdict unjudged(std::string type, attest::Time time, attest::Refusal obstacle) {
  return {std::move(type), time, {}, {}, {}, {}, std::move(obstacle)};
}

}  // namespace postern::app

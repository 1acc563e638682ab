// SPDX-License-Identifier: Apache-2.0
#include "host/offline/rejudgement.h"

#include <algorithm>
#include <filesystem>

#include "host/record/file_recorder.h"

namespace postern::app {
namespace {

// A verdict that came from the clock or from load says nothing about the evidence.
bool is_of_the_moment(const std::string& code) { return code == POSTERN_REASON_TIMEOUT || code == POSTERN_REASON_OVERLOADED; }

}  // namespace

std::string blobs_beside(const std::string& records) {
  std::error_code error;
  const std::filesystem::path path(records);
  const auto folder = std::filesystem::is_directory(path, error) ? path : path.parent_path();
  return (folder / record::kBlobs).string();
}

std::unique_ptr<Rejudgement> Rejudgement::load(const std::string& config, const std::string& plugin_dir,
                                               const std::string& blobs, config::Diagnostics& out) {
  LoadedGate loaded = load_gate(config, plugin_dir, {"text", "error"}, out, keep_offline);
  if (!out.ok()) return nullptr;
  std::unique_ptr<Rejudgement> rejudgement(new Rejudgement(blobs));
  Rejudgement& made = *rejudgement;
  made.gate_ = OfflineGate::make(std::move(loaded), wall_clock(), out, [&](LoadedGate& around) {
    made.answers_ = std::make_shared<RecordedAnswers>(around.around.services, made.blobs_);
    around.around.services = made.answers_;
  });
  return made.gate_ == nullptr ? nullptr : std::move(rejudgement);
}

void Rejudgement::learn(const record::Record& handshake) {
  Shown& shown = shown_[handshake.nonce];
  std::vector<record::Answer>& answers = shown.answers.emplace_back(handshake.pipelines, std::vector<record::Answer>()).second;
  for (const record::StepRecord& step : handshake.steps)
    answers.insert(answers.end(), step.answers.begin(), step.answers.end());
  shown.handshake = handshake;
  shown.handshake.json = {};
}

// A pipeline that judged then is answered as it was then; another one by whatever is known of that time.
std::vector<record::Answer> Rejudgement::Shown::answers_for(const std::string& pipeline) const {
  std::vector<record::Answer> all;
  for (const auto& [pipelines, each] : answers) {
    if (std::find(pipelines.begin(), pipelines.end(), pipeline) != pipelines.end()) return each;
    all.insert(all.end(), each.begin(), each.end());
  }
  return all;
}

const Judged& Rejudgement::judge(const record::Record& record, const pipeline::Pipeline& pipeline) {
  for (const pipeline::Pipeline& other : gate_->generation().pipelines())
    if (other.chain.same_as(pipeline.chain))
      if (const auto found = judged_.find({record.nonce, &other.chain}); found != judged_.end()) return found->second;
  const auto shown = shown_.find(record.nonce);
  Judged judged{attest::internal(POSTERN_REASON_EVIDENCE_MISSING, "not recorded"), {}, "the record of its handshake is not here"};
  if (shown != shown_.end()) judged = judge_now(shown->second, pipeline);
  return judged_.emplace(std::pair(record.nonce, &pipeline.chain), std::move(judged)).first->second;
}

Judged Rejudgement::judge_now(const Shown& shown, const pipeline::Pipeline& pipeline) {
  const record::Record& handshake = shown.handshake;
  attest::Refusal missing = attest::internal(POSTERN_REASON_EVIDENCE_MISSING, "not kept");
  auto document = blobs_.get(handshake.evidence_sha256);
  if (!document.ok()) return {missing, {}, "the evidence: " + std::string(document.status().message())};
  const attest::Evidence evidence{handshake.evidence_type, *std::move(document), handshake.nonce, handshake.channel_key};
  Judged judged{missing, {}, ""};
  answers_->begin(shown.answers_for(pipeline.name));
  judged.verdict = attest::judge(pipeline.chain, evidence, handshake.time, "replay", &judged.steps);
  judged.missing = answers_->end();
  const bool is_verdict = judged.is_allowed() || judged.refusal().cls == attest::RefusalClass::kDenied;
  if (!is_verdict) judged.obstacle = judged.missing;  // that it could not be judged may stem from it
  if (judged.obstacle.empty() && !judged.is_allowed() && is_of_the_moment(judged.refusal().reason.code))
    judged.obstacle = "this time it took too long";
  return judged;
}

}  // namespace postern::app

// SPDX-License-Identifier: Apache-2.0
#pragma once

// Rejudgement: recorded evidence judged again by the chains of a configuration, with the recorded nonce, key, time and
// collateral.

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "host/offline/offline_gate.h"
#include "host/offline/recorded_answers.h"
#include "host/record/log_files.h"
#include "host/record/record.h"

namespace postern::app {

// Judged: what came of it. obstacle: why the answer does not count: something that the verdict rests on is not there.
// missing: an answer to a step that is not there, whether or not the verdict rests on it.
struct Judged {
  attest::Verdict verdict;
  attest::Trail steps;
  std::string obstacle, missing = {};

  bool is_allowed() const { return std::holds_alternative<std::shared_ptr<const attest::Verified>>(verdict); }
  const attest::Verified& verified() const { return *std::get<std::shared_ptr<const attest::Verified>>(verdict); }
  const attest::Refusal& refusal() const { return std::get<attest::Refusal>(verdict); }
};

class Rejudgement {
 public:
  // load: reads and checks the configuration, and makes its chains for records whose blobs are in this folder. nullptr
  // when it is not usable; out says why.
  static std::unique_ptr<Rejudgement> load(const std::string& config, const std::string& plugin_dir,
                                           const std::string& blobs, config::Diagnostics& out);

  const OfflineGate& gate() const { return *gate_; }

  // learn: a handshake's record; its connection can be judged from now on.
  void learn(const record::Record& handshake);

  // judge: the evidence of the record's connection by the chain of this pipeline; once for each. Valid as long as this.
  const Judged& judge(const record::Record& record, const pipeline::Pipeline& pipeline);

 private:
  // Shown: what a connection presented, and what was fetched while each of its chains was judged.
  struct Shown {
    record::Record handshake;
    std::vector<std::pair<std::vector<std::string>, std::vector<record::Answer>>> answers;  // pipelines of the chain
    std::vector<record::Answer> answers_for(const std::string& pipeline) const;
  };
  explicit Rejudgement(const std::string& blobs) : blobs_(blobs, 0) {}
  Judged judge_now(const Shown& shown, const pipeline::Pipeline& pipeline);

  const record::BlobFolder blobs_;
  std::shared_ptr<RecordedAnswers> answers_;
  std::unique_ptr<OfflineGate> gate_;
  std::map<attest::ByteVector, Shown> shown_;  // by nonce, which no two connections share
  std::map<std::pair<attest::ByteVector, const attest::Chain*>, Judged> judged_;
};

// blobs_beside: the folder of blobs of a log that is given by its folder or one of its files.
std::string blobs_beside(const std::string& records);

}  // namespace postern::app

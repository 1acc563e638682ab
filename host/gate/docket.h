// SPDX-License-Identifier: Apache-2.0
#pragma once

// Docket: puts the verdicts over a peer's evidence before the recorder. Without a recorder nothing is recorded.

#include <chrono>
#include <optional>

#include "host/attest/recorder.h"
#include "host/gate/peer.h"

namespace postern::gate {

// Judgement: one verdict over evidence. chain is nullptr when no pipeline takes evidence of this type.
struct Judgement {
  attest::Time time;
  const attest::Chain* chain;
  const attest::Verdict& verdict;
  attest::Trail trail;
  std::chrono::nanoseconds took;
};

class Docket {
 public:
  // recorder outlives the docket, or is nullptr.
  explicit Docket(attest::Recorder* recorder) : recorder_(recorder) {}

  attest::Recorder* recorder() const { return recorder_; }

  // shown: what records say of the evidence. Keeps the document beside the records when that is configured.
  Shown shown(const attest::Evidence& evidence) const;

  // judged: nothing, or the refusal that takes the verdict's place since it cannot be recorded.
  std::optional<attest::Refusal> judged(const Peer& peer, Judgement judgement) const;

  // begin: a decision about the peer that has yet to be made.
  static attest::Decision begin(const Peer& peer, const char* kind, attest::Time time);

 private:
  attest::Recorder* const recorder_;
};

}  // namespace postern::gate

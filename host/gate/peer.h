// SPDX-License-Identifier: Apache-2.0
#pragma once

// Peer: a machine that was admitted, with the verdict of each chain that could concern its requests, and the
// generation that admitted it, which also answers it.

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "host/attest/chain.h"
#include "host/attest/examiner.h"
#include "host/gate/generation.h"

namespace postern::gate {

// Shown: what a peer presented, for records; without the document. Empty when nothing is recorded.
struct Shown {
  std::string sha256;  // of the document
  attest::ByteVector nonce, channel_key;
  std::string address;
};

class Peer : public attest::Identity {
 public:
  Peer(std::shared_ptr<const Generation> generation, std::string evidence, std::string connection)
      : generation_(std::move(generation)), evidence_(std::move(evidence)), connection_(std::move(connection)) {
    generation_->count_peer(1);
  }
  ~Peer() override { generation_->count_peer(-1); }
  Peer(const Peer&) = delete;

  const Generation& generation() const { return *generation_; }
  const std::string& evidence() const { return evidence_; }      // name of the evidence type
  const std::string& connection() const { return connection_; }  // id in the log

  void remember(Shown shown) { shown_ = std::move(shown); }
  const Shown& shown() const { return shown_; }

  void add(const attest::Chain& chain, attest::Verdict verdict) { verdicts_.emplace_back(&chain, std::move(verdict)); }

  // verdict: of the chain, or nullptr when it was never judged, which no caller may take for an allow.
  const attest::Verdict* verdict(const attest::Chain& chain) const {
    for (const auto& [judged, verdict] : verdicts_)
      if (judged->same_as(chain)) return &verdict;
    return nullptr;
  }

 private:
  const std::shared_ptr<const Generation> generation_;  // owns the chains
  const std::string evidence_, connection_;
  Shown shown_;
  std::vector<std::pair<const attest::Chain*, attest::Verdict>> verdicts_;
};

}  // namespace postern::gate

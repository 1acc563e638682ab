// SPDX-License-Identifier: Apache-2.0
#pragma once

// Undo: what the backends of one request have made, or may have made, outside of the gate. One of keep, revoke_all and
// revoke_later ends it; without any of them the destructor revokes, so that nothing stays that nobody was given.

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "host/attest/journal.h"
#include "host/pipeline/backend.h"

namespace postern::pipeline {

class Undo {
 public:
  // journal outlives it. now, request, role: those of the request.
  Undo(attest::Journal& journal, attest::Time now, std::string request, std::string role)
      : journal_(journal), now_(now), request_(std::move(request)), role_(std::move(role)) {}
  ~Undo();
  Undo(const Undo&) = delete;

  void add(const std::shared_ptr<Backend>& backend, std::vector<Effect> effects);
  std::size_t size() const { return effects_.size(); }

  // revoke_since: revokes what was added after the size was `mark`, last first, and waits for it (at most 10 s each).
  // What cannot be revoked is an "effect-not-revoked" event, and is tried again in the background.
  void revoke_since(std::size_t mark);
  void revoke_all() { revoke_since(0); }

  // revoke_later: the same in the background; does not block.
  void revoke_later();

  // keep: the ticket has been handed over. Does not block.
  void keep();

 private:
  void revoke(Backend& backend, const Effect& effect);

  attest::Journal& journal_;
  const attest::Time now_;
  const std::string request_, role_;
  std::vector<std::pair<std::shared_ptr<Backend>, Effect>> effects_;
};

}  // namespace postern::pipeline

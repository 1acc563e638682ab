// SPDX-License-Identifier: Apache-2.0
#include "host/pipeline/undo.h"

namespace postern::pipeline {
namespace {

constexpr auto kRevokeTimeout = std::chrono::seconds(10);

}  // namespace

Undo::~Undo() {
  try {
    revoke_all();
  } catch (...) {  // memory ran out: what is in the ledger is revoked at the next start
  }
}

void Undo::add(const std::shared_ptr<Backend>& backend, std::vector<Effect> effects) {
  for (Effect& effect : effects) effects_.emplace_back(backend, std::move(effect));
}

// Each is forgotten before it is revoked: never twice.
void Undo::revoke_since(std::size_t mark) {
  while (effects_.size() > mark) {
    const auto [backend, effect] = std::move(effects_.back());
    effects_.pop_back();
    revoke(*backend, effect);
  }
}

void Undo::revoke(Backend& backend, const Effect& effect) {
  const auto refusal = backend.revoke(effect, {now_, kRevokeTimeout, role_, {}, nullptr});
  if (!refusal) return;
  journal_.note({attest::Level::kError, "effect-not-revoked", attest::describe(*refusal),
                 {{"request", request_}, {"step", backend.name()}, {"effect", effect.text}}});
  backend.revoke_later(effect);
}

void Undo::revoke_later() {
  while (!effects_.empty()) {
    const auto [backend, effect] = std::move(effects_.back());
    effects_.pop_back();
    backend->revoke_later(effect);
  }
}

void Undo::keep() {
  for (const auto& [backend, effect] : effects_) backend->keep(effect);
  effects_.clear();
}

}  // namespace postern::pipeline

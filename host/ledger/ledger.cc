// SPDX-License-Identifier: Apache-2.0
#include "host/ledger/ledger.h"

namespace postern::ledger {

using attest::Level;

absl::StatusOr<std::shared_ptr<Ledger>> Ledger::open(const std::string& folder, attest::Journal& journal,
                                                     Revoker::Clock clock, std::chrono::milliseconds first_pause) {
  auto file = EffectsFile::open(folder);
  if (!file.ok()) return file.status();
  const LedgerContent& found = (*file)->found();
  if (found.damaged > 0)
    journal.note({Level::kError, "effects-damaged",
                  "lines of effects.log are not what was written; they stay in damaged.log. What they named may still "
                  "exist",
                  {{"folder", folder}, {"lines", std::to_string(found.damaged)}}});
  return std::shared_ptr<Ledger>(new Ledger(*std::move(file), journal, std::move(clock), first_pause));
}

std::optional<uint64_t> Ledger::announce(const pipeline::Intent& intent) {
  auto entry = file_->add(intent);
  if (entry.ok()) return *entry;
  journal_.note({Level::kError, "effect-not-recorded", std::string(entry.status().message()),
                 {{"request", intent.request}, {"step", intent.instance}}});
  return std::nullopt;
}

void Ledger::revoke_later(const pipeline::Effect& effect, std::shared_ptr<pipeline::Backend> backend) {
  const attest::Origin origin = backend->origin();
  auto intent = file_->find(effect.entry);
  if (!intent) intent = pipeline::Intent{backend->name(), origin.plugin + "/" + origin.component, "", effect.text, {}};
  revoker_.add({effect, *std::move(intent), std::move(backend)});
}

void Ledger::sweep(Revoker::Find find, std::chrono::milliseconds patience) {
  revoker_.find_by(std::move(find));
  const auto& open = file_->found().open;
  if (open.empty()) return;
  for (auto entry = open.rbegin(); entry != open.rend(); ++entry)
    revoker_.add({{entry->second.effect, entry->first, false}, entry->second});
  revoker_.wait_for_first(patience);
  std::size_t left = 0;
  for (const auto& [entry, intent] : open) left += file_->find(entry).has_value() ? 1 : 0;
  journal_.note({left == 0 ? Level::kInfo : Level::kWarn, "effects-swept",
                 "effects of requests that an earlier run of this gate did not finish",
                 {{"found", std::to_string(open.size())}, {"left", std::to_string(left)}}});
}

}  // namespace postern::ledger

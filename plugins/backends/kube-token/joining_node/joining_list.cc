// SPDX-License-Identifier: Apache-2.0
#include "backends/kube-token/joining_node/joining_list.h"

#include "common/kube/api_answer.h"
#include "common/kube/node_version.h"

namespace postern::joining_node {
namespace {

using sdk::Failure;
using sdk::Result;

constexpr int kMaxTurns = 4;  // how often others may change the object between our look and our step

const kube::Resource kNodes = kube::of_constellation("joiningnodes");

// busy: others change the object again and again.
Failure busy(const std::string& name) {
  return Failure(POSTERN_UNAVAILABLE, POSTERN_REASON_BACKEND_REFUSED)
      .about(kNodes.named(name).text())
      .text(kNodes.named(name).text() + " is changed by others again and again");
}

Failure occupied(std::chrono::nanoseconds wait) {
  return Failure(POSTERN_UNAVAILABLE, POSTERN_REASON_BACKEND_REFUSED)
      .about(kNodes.named(std::string(kControlPlane)).text())
      .retry_after(wait)
      .peer("another control-plane node is joining")
      .text("another control-plane node is joining: " + kNodes.named(std::string(kControlPlane)).text() + " exists");
}

}  // namespace

Result<std::optional<Found>> JoiningList::find(sdk::Call& call, const std::string& name) {
  const auto answer = client_.get(call, kNodes.named(name));
  if (!answer.ok() && kube::is_not_found(answer.failure())) return std::optional<Found>();
  if (!answer.ok()) return answer.failure();
  auto found = parse_found(answer.value());
  if (!found) return Failure::unavailable(kNodes.named(name).text() + " has no uid or no resourceVersion");
  return found;
}

// Not found and changed since are answers too: who asked looks again.
Result<void> JoiningList::remove(sdk::Call& call, const std::string& name, const Found& found) {
  const auto answer = client_.remove(call, kNodes.named(name), found.exactly_this());
  if (answer.ok() || kube::is_not_found(answer.failure()) || kube::is_conflict(answer.failure())) return {};
  return answer.failure();
}

Result<Outcome> JoiningList::list_worker(sdk::Call& call, const JoiningEntry& entry) {
  bool is_announced = false;
  for (int turn = 0; turn < kMaxTurns; ++turn) {
    POSTERN_TRY(there, find(call, entry.name()));
    if (there && !there->is_going) {
      POSTERN_TRY(applied, client_.apply(call, kNodes.named(entry.name()), entry.object()));
      static_cast<void>(applied);
      return Outcome::kListed;
    }
    if (!is_announced) POSTERN_CHECK(call.effect(Effect{entry.name(), entry.mark}.text()));
    is_announced = true;
    const auto created = client_.post(call, kNodes, entry.object());
    if (created.ok()) return Outcome::kListed;
    if (kube::is_not_found(created.failure())) return Outcome::kUnknown;
    if (!kube::is_conflict(created.failure())) return created.failure();
  }
  return busy(entry.name());
}

Result<Outcome> JoiningList::list_control_plane(sdk::Call& call, const JoiningEntry& entry) {
  POSTERN_CHECK(call.effect(Effect{entry.name(), entry.mark}.text()));
  for (int turn = 0; turn < kMaxTurns; ++turn) {
    const auto created = client_.post(call, kNodes, entry.object());
    if (created.ok()) return Outcome::kListed;
    if (kube::is_not_found(created.failure())) return Outcome::kUnknown;
    if (!kube::is_conflict(created.failure())) return created.failure();
    POSTERN_TRY(there, find(call, entry.name()));
    if (!there) continue;
    if (there->mark == entry.mark) return Outcome::kListed;  // sent twice, over a connection that had ended
    if (!there->deadline || there->is_going) return occupied({});
    if (*there->deadline > call.now()) return occupied(*there->deadline - call.now());
    POSTERN_CHECK(remove(call, entry.name(), *there));
  }
  return busy(entry.name());
}

Result<void> JoiningList::withdraw(sdk::Call& call, const Effect& effect) {
  for (int turn = 0; turn < kMaxTurns; ++turn) {
    POSTERN_TRY(there, find(call, effect.name));
    if (!there || there->mark != effect.mark || there->is_going) return {};
    POSTERN_CHECK(remove(call, effect.name, *there));
  }
  return busy(effect.name);
}

// An object that is missing has a Status with a reason; a resource that is missing has none.
Result<bool> JoiningList::is_known(sdk::Call& call) {
  const auto answer = client_.get(call, kNodes.named("postern-self-test"));
  if (answer.ok()) return true;
  if (!kube::is_not_found(answer.failure())) return answer.failure();
  return answer.failure().observed() == "HTTP 404 NotFound";
}

}  // namespace postern::joining_node

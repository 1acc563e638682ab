// SPDX-License-Identifier: Apache-2.0
#pragma once

// JoiningList: the JoiningNode objects of a cluster.

#include <memory>
#include <optional>

#include "backends/kube-token/joining_node/joining_entry.h"
#include "common/kube/api_client.h"

namespace postern::joining_node {

enum class Outcome {
  kListed,
  kUnknown  // the cluster knows no JoiningNode
};

class JoiningList {
 public:
  explicit JoiningList(kube::ApiClient& client) : client_(client) {}

  // list_worker: creates the entry under the node's name, announcing it before; or, where one is there already, brings
  // that one up to date by server-side apply. What was there before this request is not announced: it stays whatever
  // becomes of the request, since an earlier join of the same node may rely on it.
  // Errors: those of ApiClient and of effect.
  sdk::Result<Outcome> list_worker(sdk::Call& call, const JoiningEntry& entry);

  // list_control_plane: creates the entry under kControlPlane, announcing it before. One that is past its deadline is
  // deleted first. Errors: as above; unavailable with BACKEND_REFUSED while another control-plane node is joining, with
  // the time until its deadline as retry_after.
  sdk::Result<Outcome> list_control_plane(sdk::Call& call, const JoiningEntry& entry);

  // withdraw: the object that was made with this effect's mark is gone, if it existed; any other of its name stays.
  sdk::Result<void> withdraw(sdk::Call& call, const Effect& effect);

  // is_known: whether the cluster has the resource at all.
  sdk::Result<bool> is_known(sdk::Call& call);

 private:
  sdk::Result<std::optional<Found>> find(sdk::Call& call, const std::string& name);
  sdk::Result<void> remove(sdk::Call& call, const std::string& name, const Found& found);

  kube::ApiClient& client_;
};

}  // namespace postern::joining_node

// SPDX-License-Identifier: Apache-2.0
#pragma once

// JoiningNode: the backend "joining-node". Lists a node that is about to join as a JoiningNode object of a Constellation
// cluster. Its ticket carries nothing of it.

#include <memory>

#include "backends/kube-token/joining_node/config.h"
#include "backends/kube-token/joining_node/joining_list.h"
#include "postern/sdk/component.h"

namespace postern::joining_node {

class JoiningNode final : public sdk::Backend {
 public:
  using Config = joining_node::Config;
  static sdk::Description describe();
  static sdk::Result<Config> read_config(std::string_view json) { return joining_node::read_config(json); }
  static sdk::Result<std::unique_ptr<JoiningNode>> create(sdk::Call& call, Config config);

  JoiningNode(std::unique_ptr<kube::ApiClient> client, bool is_required)
      : client_(std::move(client)), list_(*client_), is_required_(is_required) {}

  // self_test: this gate has the rights that it needs; and, where the list is required, the cluster has it.
  sdk::Result<void> self_test(sdk::Call& call) override;

  // contribute: the role that policy granted says whether it is a control-plane node; the request does not. Announces
  // what it creates. A worker by the name "control-plane" is denied, since it would take that place.
  sdk::Result<void> contribute(sdk::Call& call, const sdk::Request& request) override;

  // revoke: deletes the object if it is the very one that the request made. Errors: internal, when effect is not one.
  sdk::Result<void> revoke(sdk::Call& call, sdk::ByteView effect) override;

 private:
  sdk::Result<void> absent(sdk::Call& call, const std::string& what) const;

  const std::unique_ptr<kube::ApiClient> client_;
  JoiningList list_;
  const bool is_required_;
};

}  // namespace postern::joining_node

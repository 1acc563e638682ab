// SPDX-License-Identifier: Apache-2.0
#pragma once

// KubeToken: the backend "kube-token". Adds to a ticket a fresh bootstrap token and what a node must know to use it.

#include <chrono>
#include <memory>

#include "backends/kube-token/bootstrap_token/config.h"
#include "backends/kube-token/bootstrap_token/foreign_ids.h"
#include "backends/kube-token/bootstrap_token/token_store.h"
#include "postern/sdk/component.h"

namespace postern::kube_token {

class KubeToken final : public sdk::Backend {
 public:
  using Config = kube_token::Config;
  static sdk::Description describe();
  static sdk::Result<Config> read_config(std::string_view json) { return kube_token::read_config(json); }
  static sdk::Result<std::unique_ptr<KubeToken>> create(sdk::Call& call, Config config);

  KubeToken(std::unique_ptr<TokenStore> store, std::string endpoint, std::chrono::seconds ttl)
      : store_(std::move(store)), endpoint_(std::move(endpoint)), ttl_(ttl) {}

  // self_test: the store works, and the CA hash and the endpoint can be told.
  sdk::Result<void> self_test(sdk::Call& call) override;

  // contribute: emits token, discovery_token_ca_cert_hash and api_server_endpoint as far as the ticket wants them. A
  // token is made only when it is wanted; its id is announced as an effect before. Expires ttl after call.now().
  sdk::Result<void> contribute(sdk::Call& call, const sdk::Request& request) override;

  // revoke: effect is a token id that contribute announced; the token is not valid afterwards. Ids that turned out
  // to be somebody else's are left alone. Errors: internal, when it is no token id; those of the store.
  sdk::Result<void> revoke(sdk::Call& call, sdk::ByteView effect) override;

 private:
  sdk::Result<sdk::Secret> create_token(sdk::Call& call, std::string_view request_id);

  const std::unique_ptr<TokenStore> store_;
  const std::string endpoint_;  // empty: the store's
  const std::chrono::seconds ttl_;
  ForeignIds foreign_;
};

}  // namespace postern::kube_token

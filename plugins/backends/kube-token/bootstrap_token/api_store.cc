// SPDX-License-Identifier: Apache-2.0
#include "backends/kube-token/bootstrap_token/api_store.h"

#include "common/crypto/secret_text.h"
#include "common/kube/access_rights.h"
#include "common/kube/api_answer.h"

namespace postern::kube_token {
namespace {

using sdk::Result;

const kube::Resource kSecrets{"", "v1", std::string(kTokenNamespace), "secrets"};

}  // namespace

Result<TokenStore::Outcome> ApiStore::create(sdk::Call& call, const TokenSecret& secret) {
  const sdk::Secret body = secret.json();
  kube::ApiRequest request{kube::Method::kPost, kSecrets, common::text_of(body)};
  request.is_secret = true;
  const auto answer = client_->send(call, request);
  if (!answer.ok() && kube::is_conflict(answer.failure())) return Outcome::kTaken;
  if (!answer.ok()) return answer.failure();
  if (kube::object_name(answer.value()) == token_secret_name(secret.token.id())) return Outcome::kCreated;
  return sdk::Failure::unavailable("the API server's answer is not about the Secret that it was asked to create");
}

Result<void> ApiStore::remove(sdk::Call& call, const std::string& id) {
  kube::ApiRequest request{kube::Method::kDelete, kSecrets.named(token_secret_name(id))};
  request.is_secret = true;
  const auto answer = client_->send(call, request);
  if (answer.ok() || kube::is_not_found(answer.failure())) return {};
  return answer.failure();
}

Result<ClusterFacts> ApiStore::facts(sdk::Call& call) {
  POSTERN_TRY(access, client_->access(call));
  return ClusterFacts{std::move(access.ca), std::move(access.server.authority)};
}

Result<void> ApiStore::self_test(sdk::Call& call) {
  return kube::check_rights(call, *client_, {{"create", kSecrets}, {"delete", kSecrets}});
}

}  // namespace postern::kube_token

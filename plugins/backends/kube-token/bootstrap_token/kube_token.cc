// SPDX-License-Identifier: Apache-2.0
#include "backends/kube-token/bootstrap_token/kube_token.h"

#include "backends/kube-token/bootstrap_token/api_store.h"
#include "common/kube/ca_hash.h"
#include "common/crypto/secret_text.h"

namespace postern::kube_token {
namespace {

using sdk::Failure;
using sdk::Result;

constexpr std::string_view kToken = "token";
constexpr std::string_view kCaHash = "discovery_token_ca_cert_hash";
constexpr std::string_view kEndpoint = "api_server_endpoint";
constexpr int kMaxDraws = 3;  // ids drawn for one token; the second is needed once in some million

Result<std::unique_ptr<TokenStore>> create_store(Config& config) {
  if (auto* manifest = std::get_if<ManifestConfig>(&config.mode))
    return std::unique_ptr<TokenStore>(std::make_unique<ManifestStore>(std::move(*manifest)));
  POSTERN_TRY(client, kube::create_client(std::get<kube::AccessConfig>(std::move(config.mode))));
  return std::unique_ptr<TokenStore>(std::make_unique<ApiStore>(std::move(client)));
}

}  // namespace

sdk::Description KubeToken::describe() {
  return {.id = "kube-token",
          .version = "1.0.0",
          .summary = "A Kubernetes bootstrap token, with the cluster's CA hash and endpoint",
          .config_schema_json = kConfigSchema,
          .threading = POSTERN_THREADING_CONCURRENT,
          .fields_out = {{kToken, POSTERN_TYPE_TEXT, POSTERN_FIELD_SECRET},
                         {kCaHash, POSTERN_TYPE_TEXT},
                         {kEndpoint, POSTERN_TYPE_TEXT}}};
}

Result<std::unique_ptr<KubeToken>> KubeToken::create(sdk::Call&, Config config) {
  POSTERN_TRY(store, create_store(config));
  return std::make_unique<KubeToken>(std::move(store), std::move(config.api_server_endpoint), config.ttl);
}

Result<void> KubeToken::self_test(sdk::Call& call) {
  POSTERN_TRY(facts, store_->facts(call));
  POSTERN_TRY(hash, kube::ca_hash(facts.ca));
  static_cast<void>(hash);
  return store_->self_test(call);
}

Result<sdk::Secret> KubeToken::create_token(sdk::Call& call, std::string_view request_id) {
  const auto expiration = std::chrono::floor<std::chrono::seconds>(call.now()) + ttl_;
  for (int draw = 0; draw < kMaxDraws; ++draw) {
    POSTERN_TRY(token, BootstrapToken::generate());
    POSTERN_CHECK(call.effect(token.id()));
    const TokenSecret secret{token, expiration, "Handed out by Postern for request " + std::string(request_id)};
    POSTERN_TRY(outcome, store_->create(call, secret));
    if (outcome == TokenStore::Outcome::kCreated) return token.text();
    foreign_.add(token.id());
  }
  return Failure::unavailable("the cluster says of " + std::to_string(kMaxDraws) +
                              " new token ids in a row that they exist already");
}

Result<void> KubeToken::contribute(sdk::Call& call, const sdk::Request& request) {
  if (!request.wants(kToken) && !request.wants(kCaHash) && !request.wants(kEndpoint)) return {};
  // Everything that can fail without leaving a trace comes before the token.
  POSTERN_TRY(facts, store_->facts(call));
  POSTERN_TRY(hash, kube::ca_hash(facts.ca));
  const std::string& endpoint = endpoint_.empty() ? facts.api_server_endpoint : endpoint_;
  sdk::Secret token;
  if (request.wants(kToken)) {
    POSTERN_TRY(created, create_token(call, request.request_id));
    token = std::move(created);
  }
  if (token.size() != 0) POSTERN_CHECK(call.emit_text(kToken, common::text_of(token)));
  if (request.wants(kCaHash)) POSTERN_CHECK(call.emit_text(kCaHash, hash));
  if (request.wants(kEndpoint)) POSTERN_CHECK(call.emit_text(kEndpoint, endpoint));
  return {};
}

Result<void> KubeToken::revoke(sdk::Call& call, sdk::ByteView effect) {
  const std::string id(reinterpret_cast<const char*>(effect.data()), effect.size());
  if (!is_token_id(id)) return Failure::internal("asked to revoke what is no token id");
  if (foreign_.contains(id)) return {};
  return store_->remove(call, id);
}

}  // namespace postern::kube_token

// SPDX-License-Identifier: Apache-2.0
#include "backends/kube-token/api_store.h"

#include "backends/kube-token/api_answer.h"
#include "common/crypto/secret_text.h"

namespace postern::kube_token {
namespace {

using sdk::Failure;
using sdk::Result;

constexpr const char* kSecretsPath = "/api/v1/namespaces/kube-system/secrets";
constexpr const char* kReviewPath = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";
// Answers with the object's metadata instead of the whole Secret, so that the token does not come back.
constexpr const char* kMetadataOnly =
    "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json";

bool is_retryable(long code) { return code == 429 || code >= 500; }

// failure_of: why an answer is no success. detail: what the server said, as far as it may be shown.
Failure failure_of(long code, const ServerUrl& server, const std::string& verb, const std::string& resource,
                   const std::string& detail) {
  const std::string where = "API server " + server.authority;
  const std::string said = " (HTTP " + std::to_string(code) + (detail.empty() ? ")" : ": " + detail + ")");
  if (is_retryable(code) || (code >= 200 && code < 300))
    return Failure::unavailable(where + " cannot " + verb + " " + resource + " now" + said);
  Failure refused(POSTERN_MISCONFIGURED, POSTERN_REASON_BACKEND_REFUSED);
  if (code == 401) return std::move(refused).text(where + " does not accept this gate's credentials" + said);
  if (code == 403)
    return std::move(refused).text(where + " refuses: this gate may not " + verb + " " + resource + said);
  return std::move(refused).text(where + " refuses to " + verb + " " + resource + said);
}

constexpr const char* kSecrets = "secrets in namespace kube-system";

std::string review_of(const std::string& verb) {
  return R"({"apiVersion":"authorization.k8s.io/v1","kind":"SelfSubjectAccessReview","spec":{"resourceAttributes":)"
         R"({"namespace":"kube-system","verb":")" + verb + R"(","resource":"secrets"}}})";
}

}  // namespace

Result<TokenStore::Outcome> ApiStore::create(sdk::Call& call, const TokenSecret& secret) {
  POSTERN_TRY(access, access_->load(call));
  const sdk::Secret body = secret.json();
  POSTERN_TRY(answer, client_.exchange(call, access,
                                       {Method::kPost, kSecretsPath, common::text_of(body), kMetadataOnly}, timeout_));
  if (answer.code() == 409) return Outcome::kTaken;
  const std::string reason = parse_status_reason(answer.body());
  if (answer.code() != 201) return failure_of(answer.code(), access.server, "create", kSecrets, reason);
  if (parse_object_name(answer.body()) != token_secret_name(secret.token.id()))
    return failure_of(answer.code(), access.server, "create", kSecrets, "answer is not about the created Secret");
  return Outcome::kCreated;
}

Result<void> ApiStore::remove(sdk::Call& call, const std::string& id) {
  POSTERN_TRY(access, access_->load(call));
  const std::string path = std::string(kSecretsPath) + "/" + token_secret_name(id);
  POSTERN_TRY(answer, client_.exchange(call, access, {Method::kDelete, path, {}, kMetadataOnly}, timeout_));
  const long code = answer.code();
  if (code == 200 || code == 202 || code == 404) return {};
  return failure_of(code, access.server, "delete", kSecrets, parse_status_reason(answer.body()));
}

Result<ClusterFacts> ApiStore::facts(sdk::Call& call) {
  POSTERN_TRY(access, access_->load(call));
  return ClusterFacts{std::move(access.ca), std::move(access.server.authority)};
}

Result<bool> ApiStore::may(sdk::Call& call, const ApiAccess& access, const std::string& verb) {
  const std::string body = review_of(verb);
  POSTERN_TRY(answer, client_.exchange(call, access, {Method::kPost, kReviewPath, body}, timeout_));
  if (answer.code() == 201) return parse_allowed(answer.body());
  return failure_of(answer.code(), access.server, "create", "selfsubjectaccessreviews",
                    parse_status_message(answer.body()));
}

Result<void> ApiStore::self_test(sdk::Call& call) {
  POSTERN_TRY(access, access_->load(call));
  std::string missing;
  for (const std::string verb : {"create", "delete"}) {
    POSTERN_TRY(allowed, may(call, access, verb));
    if (!allowed) missing += (missing.empty() ? "" : " and ") + verb;
  }
  if (missing.empty()) return {};
  return failure_of(403, access.server, missing, kSecrets, "by SelfSubjectAccessReview");
}

}  // namespace postern::kube_token

// SPDX-License-Identifier: Apache-2.0
#include "validators/gcp/token_request.h"

#include "common/crypto/secret_text.h"
#include "common/jose/sign_jwt.h"
#include "validators/gcp/service_account.h"

namespace postern::gcp {
namespace {

using sdk::Result;
using std::chrono::seconds;

constexpr std::string_view kTokenPath = "/computeMetadata/v1/instance/service-accounts/default/token";
constexpr std::string_view kScope = "https://www.googleapis.com/auth/compute.readonly";
constexpr std::string_view kGrant = "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion=";
constexpr seconds kAssertionLifetime{600};
constexpr uint64_t kLongestAnswer = 16 * 1024;  // bytes

Result<AccessToken> ask_metadata_server(const sdk::Call& call, const CredentialsConfig& config) {
  const std::string url = config.metadata_url + std::string(kTokenPath);
  POSTERN_TRY(answer, call.fetch({.url = url, .max_bytes = kLongestAnswer, .headers = "Metadata-Flavor: Google"}));
  return parse_token_answer(answer);
}

Result<sdk::Secret> make_assertion(const sdk::Call& call, const CredentialsConfig& config) {
  POSTERN_TRY(file, call.secret(config.service_account));
  POSTERN_TRY(account, parse_service_account(file, config.service_account));
  const int64_t now = std::chrono::floor<seconds>(call.now()).time_since_epoch().count();
  const nlohmann::json claims{{"iss", account.client_email},
                              {"scope", kScope},
                              {"aud", config.token_url},
                              {"iat", now},
                              {"exp", now + kAssertionLifetime.count()}};
  return jose::sign_jwt(account.key.get(), claims, account.key_id);
}

Result<AccessToken> exchange_assertion(const sdk::Call& call, const CredentialsConfig& config) {
  POSTERN_TRY(assertion, make_assertion(call, config));
  const sdk::Secret body = common::join_secret({kGrant, common::text_of(assertion)});
  POSTERN_TRY(answer, call.fetch({.url = config.token_url,
                                  .max_bytes = kLongestAnswer,
                                  .headers = "Content-Type: application/x-www-form-urlencoded",
                                  .post = true,
                                  .body = common::text_of(body)}));
  return parse_token_answer(answer);
}

}  // namespace

Result<AccessToken> request_token(const sdk::Call& call, const CredentialsConfig& config) {
  return config.kind == CredentialsKind::kMetadata ? ask_metadata_server(call, config)
                                                   : exchange_assertion(call, config);
}

}  // namespace postern::gcp

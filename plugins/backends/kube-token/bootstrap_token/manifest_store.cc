// SPDX-License-Identifier: Apache-2.0
#include "backends/kube-token/bootstrap_token/manifest_store.h"

#include "backends/kube-token/bootstrap_token/private_directory.h"
#include "common/kube/private_file.h"
#include "common/crypto/secret_text.h"

namespace postern::kube_token {
namespace {

constexpr const char* kProbe = "postern-self-test";

std::string file_name(const std::string& id) { return token_secret_name(id) + ".yaml"; }

}  // namespace

sdk::Result<TokenStore::Outcome> ManifestStore::create(sdk::Call&, const TokenSecret& secret) {
  POSTERN_TRY(directory, PrivateDirectory::open(config_.directory));
  const sdk::Secret manifest = secret.yaml();
  POSTERN_TRY(is_new, directory.publish(file_name(secret.token.id()), manifest.bytes()));
  return is_new ? Outcome::kCreated : Outcome::kTaken;
}

sdk::Result<void> ManifestStore::remove(sdk::Call&, const std::string& id) {
  POSTERN_TRY(directory, PrivateDirectory::open(config_.directory));
  return directory.withdraw(file_name(id));
}

sdk::Result<ClusterFacts> ManifestStore::facts(sdk::Call&) {
  POSTERN_TRY(ca, kube::read_file(config_.ca_file, kube::Privacy::kAny));
  return ClusterFacts{std::string(common::text_of(ca)), config_.api_server_endpoint};
}

// The probe goes the whole way that a manifest goes; its name ends in nothing that would be applied.
sdk::Result<void> ManifestStore::self_test(sdk::Call&) {
  POSTERN_TRY(directory, PrivateDirectory::open(config_.directory));
  POSTERN_CHECK(directory.withdraw(kProbe));
  POSTERN_TRY(is_new, directory.publish(kProbe, {}));
  if (!is_new) return sdk::Failure::unavailable("another self-test is under way in " + config_.directory);
  return directory.withdraw(kProbe);
}

}  // namespace postern::kube_token

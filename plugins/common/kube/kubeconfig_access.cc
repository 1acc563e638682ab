// SPDX-License-Identifier: Apache-2.0
#include "common/kube/kubeconfig_access.h"

#include "common/kube/kubeconfig.h"
#include "common/kube/private_file.h"
#include "common/crypto/secret_text.h"

namespace postern::kube {
namespace {

// content: what the material stands for; empty when it is absent.
sdk::Result<sdk::Secret> content(Material& material, Privacy privacy) {
  if (const auto* file = std::get_if<FilePath>(&material)) return read_file(file->path, privacy);
  if (auto* in_place = std::get_if<sdk::Secret>(&material)) return std::move(*in_place);
  return sdk::Secret();
}

}  // namespace

sdk::Result<ApiAccess> KubeconfigAccess::load(sdk::Call& call) const {
  POSTERN_TRY(yaml, call.secret(secret_));
  POSTERN_TRY(kubeconfig, parse_kubeconfig({reinterpret_cast<const char*>(yaml.data()), yaml.size()}));
  POSTERN_TRY(ca, content(kubeconfig.ca, Privacy::kAny));
  POSTERN_TRY(client_cert, content(kubeconfig.client_cert, Privacy::kAny));
  POSTERN_TRY(client_key, content(kubeconfig.client_key, Privacy::kOwnerOnly));
  POSTERN_TRY(token, content(kubeconfig.token, Privacy::kOwnerOnly));
  ApiAccess access{std::move(kubeconfig.server), std::string(common::text_of(ca)),
                   std::string(common::text_of(client_cert)), std::move(client_key), {}};
  if (token.size() != 0) {
    POSTERN_TRY(bearer, take_bearer(token.bytes()));
    access.token = std::move(bearer);
  }
  POSTERN_CHECK(check_credentials(access));
  return access;
}

}  // namespace postern::kube

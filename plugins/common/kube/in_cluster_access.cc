// SPDX-License-Identifier: Apache-2.0
#include "common/kube/in_cluster_access.h"

#include <cstdlib>

#include "common/kube/private_file.h"
#include "common/crypto/secret_text.h"

namespace postern::kube {

sdk::Result<ServerUrl> server_from_environment() {
  const char* host = std::getenv("KUBERNETES_SERVICE_HOST");
  const char* port = std::getenv("KUBERNETES_SERVICE_PORT");
  if (host == nullptr || port == nullptr)
    return sdk::Failure::misconfigured("/mode",
                                       "KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT are not set: this is no "
                                       "pod; set api_server, or use another mode");
  const std::string name(host);
  const bool is_ipv6 = name.find(':') != name.npos;
  const auto url = parse_server_url("https://" + (is_ipv6 ? "[" + name + "]" : name) + ":" + port);
  if (url) return *url;
  return sdk::Failure::misconfigured("/mode", "KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT make no address");
}

sdk::Result<ApiAccess> InClusterAccess::load(sdk::Call&) const {
  POSTERN_TRY(ca, read_file(directory_ + "/ca.crt", Privacy::kAny));
  POSTERN_TRY(token, read_file(directory_ + "/token", Privacy::kAny));
  POSTERN_TRY(bearer, take_bearer(token.bytes()));
  ApiAccess access{server_, std::string(common::text_of(ca)), {}, {}, std::move(bearer)};
  POSTERN_CHECK(check_credentials(access));
  return access;
}

}  // namespace postern::kube

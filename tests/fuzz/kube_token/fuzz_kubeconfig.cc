// SPDX-License-Identifier: Apache-2.0
//
// What is accepted can be used: an https server, a CA, a whole way to authenticate, absolute paths. What is refused is
// the operator's to mend, and says so in a line fit for a log.

#include "common/kube/kubeconfig.h"
#include "require.h"
#include "support/recording_host.h"

namespace {

using namespace postern::kube;

bool absent(const Material& material) { return std::holds_alternative<std::monostate>(material); }

void require_usable(const Material& material) {
  if (const auto* file = std::get_if<FilePath>(&material)) REQUIRE(file->path.starts_with('/'));
  if (const auto* in_place = std::get_if<postern::sdk::Secret>(&material)) REQUIRE(in_place->size() > 0);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  static postern::test::RecordingHost host;
  const auto result = parse_kubeconfig(postern::fuzz::as_text(data, size));
  if (!result.ok()) {
    REQUIRE(result.failure().status() == POSTERN_MISCONFIGURED);
    REQUIRE(postern::fuzz::is_loggable(result.failure().operator_text(), 400));
    return 0;
  }
  const Kubeconfig& config = result.value();
  const auto again = parse_server_url(config.server.base);
  REQUIRE(again && again->base == config.server.base);
  REQUIRE(!absent(config.ca));
  REQUIRE(absent(config.client_cert) == absent(config.client_key));
  REQUIRE(!absent(config.client_cert) || !absent(config.token));
  for (const Material* material : {&config.ca, &config.client_cert, &config.client_key, &config.token})
    require_usable(*material);
  return 0;
}

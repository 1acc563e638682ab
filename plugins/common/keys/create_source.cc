// SPDX-License-Identifier: Apache-2.0
#include "common/keys/create_source.h"

#include "common/keys/hsm_source.h"
#include "common/keys/local_source.h"
#include "common/keys/service_source.h"

namespace postern::keys {

sdk::Result<std::unique_ptr<KeySource>> create_source(sdk::Call& call, SourceConfig config) {
  if (auto* local = std::get_if<LocalConfig>(&config))
    return std::unique_ptr<KeySource>(std::make_unique<LocalSource>(std::move(*local)));
  if (auto* service = std::get_if<ServiceConfig>(&config)) return create_service_source(call, std::move(*service));
  return create_hsm_source(std::get<HsmConfig>(std::move(config)));
}

}  // namespace postern::keys

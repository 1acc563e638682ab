// SPDX-License-Identifier: Apache-2.0
#pragma once

// The collateral service as a configuration's table [collateral] wants it.

#include <memory>

#include "host/collateral/collateral_service.h"
#include "host/config/collateral_settings.h"
#include "host/observe/metrics.h"

namespace postern::gate {

// check_cache: says what is wrong with cache_dir and ca_file: folder or file that is not there or that others can reach.
void check_cache(const config::CollateralSettings& settings, config::Diagnostics& out);

// open_store: where pages are kept: in cache_dir, or in memory when there is none. journal outlives it.
std::shared_ptr<collateral::PageStore> open_store(const config::CollateralSettings& settings, attest::Journal& journal);

// make_collateral: journal and metrics (may be nullptr) outlive it.
std::shared_ptr<collateral::CollateralService> make_collateral(const config::CollateralSettings& settings,
                                                               attest::Journal& journal, observe::Metrics* metrics);

// is_same_service: whether a service that was made for one would do for the other.
bool is_same_service(const config::CollateralSettings& a, const config::CollateralSettings& b);

}  // namespace postern::gate

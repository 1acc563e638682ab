// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/tpm2/event_log.h"
#include "postern/sdk/result.h"

namespace postern::tpm2 {

// is_spec_id: whether this first event announces the crypto-agile form ("Spec ID Event03").
bool is_spec_id(const Event& event);

// parse_spec_id: the algorithms that a Spec ID event announces (TCG PC Client Platform Firmware Profile 1.05,
// 10.4.5.1 TCG_EfiSpecIDEvent; little-endian): 1 to 8, each once, with the digest size that it is known to
// have. Errors: denied, EVENT_LOG_MALFORMED.
sdk::Result<std::vector<LogAlgorithm>> parse_spec_id(const Event& event);

}  // namespace postern::tpm2

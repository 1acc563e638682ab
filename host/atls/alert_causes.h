// SPDX-License-Identifier: Apache-2.0
#pragma once

// AlertCauses: what a gate's TLS alert usually means, for whoever runs the node. An alert is all that TLS lets a refused
// handshake carry (RFC 8446, 6.2); the gate's record has the reason.

#include <optional>
#include <span>
#include <string_view>

#include "absl/status/status.h"

namespace postern::atls {

// attach_alert, alert_of: carries the alert's number with a status.
void attach_alert(int alert, absl::Status& status);
std::optional<int> alert_of(const absl::Status& status);

// causes_of: the usual causes, likeliest first, each with what to do, one line of text; static storage. Never empty.
std::span<const std::string_view> causes_of(int alert);

}  // namespace postern::atls

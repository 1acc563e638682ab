// SPDX-License-Identifier: Apache-2.0
#pragma once

// Explanation: which pipeline answers which request, and what each of its steps proves, needs and gives, as components
// declare it.
//
//   { "routes": [{"evidence", "request", "asks", "pipeline", "grants"}],      pipeline is null when nobody answers
//     "pipelines": [{"name", "file", "line", "evidence", "request", "role", "answers": […],
//                    "when": [{"claim", "expects", "proven_by"}],
//                    "steps": [{"kind", "mode", "timeout_ms", "alternatives": [{"instance", "plugin", "component",
//                               "version", "proves": {claim: type}, "binds": […], "needs": {"claims": {…}, "bindings":
//                               […], "fields": {…}}, "gives": [{"name", "type", "secret", "internal"}]}]}],
//                    "role_by", "ticket": […]}],
//     "plugins": [{"name", "version", "sha256"}] }
//
// Members are never renamed or removed; more may come. asks and answers: "worker" (which is also what a request is that
// asks for no role) or "control-plane". role_by: "none", "when", or "request" (trust_requested_role).

#include <nlohmann/json.hpp>

#include "host/gate/resolved.h"

namespace postern::gate {

using Json = nlohmann::ordered_json;

// explain: of a configuration without an error.
Json explain(const Resolved& resolved);

}  // namespace postern::gate

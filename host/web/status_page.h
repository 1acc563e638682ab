// SPDX-License-Identifier: Apache-2.0
#pragma once

// The status page: pipelines drawn as chains, counts, and the last decisions with their explanation. Plain HTML with one
// style sheet and one script, which fetches the page's inner part anew twice a second; without scripts the page loads
// itself anew every two seconds.

#include <string>

#include "host/web/status_view.h"

namespace postern::web {

// kStyle, kScript: contents of /status.css and /status.js, which the page refers to.
extern const char kStyle[];
extern const char kScript[];

// status_page: the whole page. status_part: what stands in its <main>, served as /status.html for the script.
std::string status_page(const StatusView& view);
std::string status_part(const StatusView& view);

}  // namespace postern::web

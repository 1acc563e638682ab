// SPDX-License-Identifier: Apache-2.0
#pragma once

// escape_html: text as it stands in HTML, in elements and in quoted attributes (HTML Living Standard, 13.3). Control
// characters other than line feed and tab become U+FFFD, so that what a peer sent cannot disturb the page.

#include <string>
#include <string_view>

namespace postern::web {

std::string escape_html(std::string_view text);

}  // namespace postern::web

// SPDX-License-Identifier: Apache-2.0
#pragma once

// What plugins say in bytes, as the host's own texts.

#include <string>
#include <string_view>
#include <vector>

#include "postern/abi.h"

namespace postern::plugin {

// readable: not a length at NULL.
bool readable(postern_bytes bytes);

// text_of: the bytes as they are; a view of the plugin's memory.
std::string_view text_of(postern_bytes bytes);

// printable: a text for people: at most 4 KiB, cut between characters; replaced by hex when it is not UTF-8.
std::string printable(postern_bytes bytes);

// printable_lines: the lines of a text for people, the first 64 of them, each cut after 1 KiB.
std::vector<std::string> printable_lines(postern_bytes text);

// is_code: [A-Z][A-Z0-9_]*, at most 64. Codes become metric labels and are shown to peers.
bool is_code(std::string_view text);

}  // namespace postern::plugin

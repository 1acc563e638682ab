// SPDX-License-Identifier: Apache-2.0
#pragma once

// LogLines: what happened, as lines on standard error: time, level, event, then name=value.

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace postern::keyservice {

using LogFields = std::vector<std::pair<std::string_view, std::string>>;

// log_line: one line, with its end. Fields without a value are left out; a value with other characters than letters,
// digits and "._:/@+-[]" is quoted and what is not printable ASCII in it replaced, so that no value can look like more
// than one field or line.
std::string log_line(std::string_view time, std::string_view level, std::string_view event, const LogFields& fields);

// note: writes such a line at once. Any thread. level: "info", "warn" or "error". Never pass a secret.
void note(std::string_view level, std::string_view event, const LogFields& fields = {});

}  // namespace postern::keyservice

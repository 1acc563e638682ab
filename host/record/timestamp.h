// SPDX-License-Identifier: Apache-2.0
#pragma once

// Times in records: RFC 3339 in UTC with nine digits of a second, so that they are exact.

#include <optional>
#include <string>
#include <string_view>

#include "host/attest/validator.h"

namespace postern::record {

// print_time: "2026-11-25T23:56:21.000000001Z".
std::string print_time(attest::Time time);

// parse_time: of exactly that form, or nothing.
std::optional<attest::Time> parse_time(std::string_view text);

}  // namespace postern::record

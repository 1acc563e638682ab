// SPDX-License-Identifier: Apache-2.0
#pragma once

// TOML values as JSON, with their places.

#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "host/config/table_reader.h"

namespace postern::config {

// to_json: the node as JSON. Dates and times become texts (RFC 3339). places gets the position of every value, by
// JSON pointer below `pointer`.
nlohmann::json to_json(const toml::node& node, const std::string& file, const std::string& pointer,
                       std::map<std::string, Position>& places);

// read_text_file: the file's content, at most 4 MiB; an unreadable one is a diagnostic at named_at.
std::optional<std::string> read_text_file(const std::string& path, const Position& named_at, Diagnostics& out);

// parse_file: the file's table; an unreadable file or a syntax error is a diagnostic and an empty table. `named_at` is
// where the file is named, for an unreadable one. At most 4 MiB.
toml::table parse_file(const std::string& path, const Position& named_at, Diagnostics& out);
toml::table parse_text(const std::string& text, const std::string& path, Diagnostics& out);

}  // namespace postern::config

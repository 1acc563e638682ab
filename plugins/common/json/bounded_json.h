// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <variant>

namespace postern::common {

// JsonLimits: refused beyond these; what is beyond them is never kept in memory.
struct JsonLimits {
  std::size_t bytes = 4 * 1024 * 1024;
  std::size_t values = 8192;  // of all kinds, names included
  int depth = 16;
};

// JsonComplaint: what is wrong with a text, to follow its name: "is not JSON". Static storage.
struct JsonComplaint {
  std::string_view text;
};

// read_json: a JSON object (RFC 8259) from an untrusted sender, or what is wrong with it. Two members of one name
// in an object are refused, since readers differ in which of them they take.
std::variant<nlohmann::json, JsonComplaint> read_json(std::string_view text, const JsonLimits& limits = {});

// find_member: the object's member of that name; nullptr when it is absent or null, which mean the same in Go.
const nlohmann::json* find_member(const nlohmann::json& object, const char* name);

}  // namespace postern::common

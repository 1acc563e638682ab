// SPDX-License-Identifier: Apache-2.0
#include "vectors/toml_text.h"

namespace postern::vectors {

std::string toml_text(const Json& value) {
  std::string text;
  if (value.is_object()) {
    for (const auto& [name, member] : value.items())
      if (!member.is_null()) text += (text.empty() ? "" : ", ") + Json(name).dump(-1, ' ', true) + " = " + toml_text(member);
    return "{ " + text + " }";
  }
  if (value.is_array()) {
    for (const Json& member : value) text += (text.empty() ? "" : ", ") + toml_text(member);
    return "[" + text + "]";
  }
  return value.dump(-1, ' ', true);  // texts of JSON in ASCII, numbers and booleans are TOML
}

}  // namespace postern::vectors

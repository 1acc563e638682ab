// SPDX-License-Identifier: Apache-2.0
#include "host/web/escape_html.h"

namespace postern::web {

std::string escape_html(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      case '\'': out += "&#39;"; break;
      default: {
        const auto byte = static_cast<unsigned char>(c);
        if ((byte < 0x20 && c != '\n' && c != '\t') || byte == 0x7f) out += "\xEF\xBF\xBD";
        else out += c;
      }
    }
  }
  return out;
}

}  // namespace postern::web

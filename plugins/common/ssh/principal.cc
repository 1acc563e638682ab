// SPDX-License-Identifier: Apache-2.0
#include "common/ssh/principal.h"

namespace postern::ssh {

bool is_principal(std::string_view text) {
  constexpr std::string_view kAllowed = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._:-";
  return !text.empty() && text.size() <= 255 && text.find_first_not_of(kAllowed) == text.npos;
}

}  // namespace postern::ssh

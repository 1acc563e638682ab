// SPDX-License-Identifier: Apache-2.0
#include "common/gce/instance.h"

namespace postern::gce {
namespace {

constexpr std::size_t kLongestLabel = 63, kLongestDomain = 253;

bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

// is_label: letters, digits and '-', no '-' at either end.
bool is_label(std::string_view text) {
  if (text.empty() || text.size() > kLongestLabel || text.front() == '-' || text.back() == '-') return false;
  for (const char c : text)
    if (!is_lower(c) && !is_digit(c) && c != '-') return false;
  return true;
}

bool is_name(std::string_view text) { return is_label(text) && is_lower(text.front()); }

bool is_domain(std::string_view text) {
  if (text.size() > kLongestDomain) return false;
  for (std::size_t dot = text.find('.'); dot != std::string_view::npos; dot = text.find('.')) {
    if (!is_label(text.substr(0, dot))) return false;
    text.remove_prefix(dot + 1);
  }
  return is_name(text);
}

}  // namespace

bool is_zone(std::string_view text) { return is_name(text); }
bool is_instance_name(std::string_view text) { return is_name(text); }

bool is_project_id(std::string_view text) {
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos) return is_name(text);
  return is_domain(text.substr(0, colon)) && is_name(text.substr(colon + 1));
}

}  // namespace postern::gce

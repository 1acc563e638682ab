// SPDX-License-Identifier: Apache-2.0
#include "backends/kube-token/api_answer.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace postern::kube_token {
namespace {

using nlohmann::json;

constexpr std::size_t kMaxMessage = 200;
constexpr std::size_t kMaxReason = 64;

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

json parse(std::string_view text) { return json::parse(text, nullptr, /*allow_exceptions=*/false); }

// find: the member, or null when the value is no object or has no such member.
const json* find(const json* value, const char* key) {
  if (value == nullptr || !value->is_object()) return nullptr;
  const auto found = value->find(key);
  return found == value->end() ? nullptr : &*found;
}

std::string text_of(const json* value) {
  return value != nullptr && value->is_string() ? value->get<std::string>() : std::string();
}

}  // namespace

std::optional<std::string> parse_object_name(std::string_view text) {
  const json answer = parse(text);
  const json* name = find(find(&answer, "metadata"), "name");
  if (name == nullptr || !name->is_string()) return std::nullopt;
  return text_of(name);
}

bool parse_allowed(std::string_view text) {
  const json answer = parse(text);
  const json* allowed = find(find(&answer, "status"), "allowed");
  return allowed != nullptr && allowed->is_boolean() && allowed->get<bool>();
}

std::string parse_status_reason(std::string_view text) {
  const json answer = parse(text);
  std::string reason = text_of(find(&answer, "reason"));
  const bool is_word = reason.size() <= kMaxReason && std::all_of(reason.begin(), reason.end(), is_letter);
  return is_word ? reason : std::string();
}

std::string parse_status_message(std::string_view text) {
  const json answer = parse(text);
  std::string message = text_of(find(&answer, "message")).substr(0, kMaxMessage);
  for (char& c : message)
    if (c < 0x20 || c > 0x7e) c = '?';
  return message;
}

}  // namespace postern::kube_token

// SPDX-License-Identifier: Apache-2.0
#include "common/kube/api_answer.h"

#include <algorithm>

#include "common/json/bounded_json.h"

namespace postern::kube {
namespace {

using nlohmann::json;

constexpr common::JsonLimits kLimits{2 * 1024 * 1024, 65'536, 32};
constexpr std::size_t kMaxMessage = 300;
constexpr std::size_t kMaxReason = 64;
constexpr int64_t kMaxWait = 3600;

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

}  // namespace

std::optional<json> parse_answer(std::string_view text) {
  auto read = common::read_json(text, kLimits);
  if (auto* object = std::get_if<json>(&read)) return std::move(*object);
  return std::nullopt;
}

const json* member(const json& answer, std::initializer_list<const char*> path) {
  const json* value = &answer;
  for (const char* name : path) {
    if (!value->is_object()) return nullptr;
    const auto found = value->find(name);
    if (found == value->end()) return nullptr;
    value = &*found;
  }
  return value;
}

std::string text_member(const json& answer, std::initializer_list<const char*> path) {
  const json* value = member(answer, path);
  return value != nullptr && value->is_string() ? value->get<std::string>() : std::string();
}

std::string object_name(const json& answer) { return text_member(answer, {"metadata", "name"}); }

bool says_allowed(const json& answer) {
  const json* allowed = member(answer, {"status", "allowed"});
  return allowed != nullptr && allowed->is_boolean() && allowed->get<bool>();
}

std::string status_reason(const json& answer) {
  std::string reason = text_member(answer, {"reason"});
  const bool is_word = reason.size() <= kMaxReason && std::all_of(reason.begin(), reason.end(), is_letter);
  return is_word ? reason : std::string();
}

std::string status_message(const json& answer) {
  std::string message = text_member(answer, {"message"}).substr(0, kMaxMessage);
  for (char& c : message)
    if (c < 0x20 || c > 0x7e) c = '?';
  return message;
}

std::chrono::seconds status_wait(const json& answer) {
  const json* wait = member(answer, {"details", "retryAfterSeconds"});
  if (wait == nullptr || !wait->is_number_integer()) return {};
  const auto seconds = wait->get<int64_t>();
  return std::chrono::seconds(seconds >= 1 && seconds <= kMaxWait ? seconds : 0);
}

}  // namespace postern::kube

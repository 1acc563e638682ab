// SPDX-License-Identifier: Apache-2.0
#pragma once

// JsonConfig: reads a component's configuration object key by key and reports what does not fit by its JSON pointer.
// Optional: the only SDK header that needs nlohmann-json; a plugin may read its configuration in any other way.

#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "postern/sdk/result.h"

namespace postern::sdk {

class JsonConfig {
 public:
  // parse: an object, or a failure about the whole configuration.
  static Result<JsonConfig> parse(std::string_view json) {
    auto value = nlohmann::json::parse(json, nullptr, false);
    if (!value.is_object()) return Failure::misconfigured("", "expected a table of keys");
    return JsonConfig(std::move(value), "");
  }
  JsonConfig(nlohmann::json object, std::string path) : object_(std::move(object)), path_(std::move(path)) {}

  Result<std::string> text(const std::string& key) { return required<std::string>(key, "text"); }
  Result<std::string> text_or(const std::string& key, std::string fallback) {
    return optional(key, "text", std::move(fallback));
  }
  Result<bool> flag_or(const std::string& key, bool fallback) { return optional(key, "true or false", fallback); }

  // integer_or: a whole number between low and high.
  Result<int64_t> integer_or(const std::string& key, int64_t fallback, int64_t low, int64_t high) {
    POSTERN_TRY(number, optional(key, "a whole number", fallback));
    if (number < low || number > high)
      return wrong(key, "expected a number from " + std::to_string(low) + " to " + std::to_string(high) +
                            ", found " + std::to_string(number));
    return number;
  }

  // choice_or: one of the given words.
  Result<std::string> choice_or(const std::string& key, std::string fallback,
                                const std::vector<std::string>& words) {
    POSTERN_TRY(word, optional(key, "text", std::move(fallback)));
    std::string list;
    for (const auto& candidate : words) {
      if (candidate == word) return word;
      list += (list.empty() ? "\"" : ", \"") + candidate + "\"";
    }
    return wrong(key, "expected one of " + list + ", found \"" + word + "\"");
  }

  Result<std::vector<std::string>> texts_or_empty(const std::string& key) {
    return optional(key, "a list of texts", std::vector<std::string>{});
  }

  // raw: the value itself, for nested structures; null when absent.
  nlohmann::json raw(const std::string& key) {
    known_.insert(key);
    return object_.contains(key) ? object_[key] : nlohmann::json();
  }
  bool has(const std::string& key) const { return object_.contains(key); }
  std::string pointer(const std::string& key) const { return path_ + "/" + escaped(key); }
  Failure wrong(const std::string& key, std::string text) const {
    return Failure::misconfigured(pointer(key), std::move(text));
  }

  // finish: refuses keys that were never asked for.
  Result<void> finish() const {
    for (const auto& item : object_.items()) {
      if (known_.contains(item.key())) continue;
      std::string list;
      for (const auto& key : known_) list += (list.empty() ? "" : ", ") + key;
      return wrong(item.key(), "unknown key '" + item.key() + "'; known here: " + list);
    }
    return {};
  }

 private:
  template <typename T>
  Result<T> convert(const std::string& key, const char* what) const {
    try {
      const auto& value = object_.at(key);
      if constexpr (std::is_same_v<T, int64_t>)
        if (!value.is_number_integer()) return wrong(key, std::string("expected ") + what);
      return value.template get<T>();
    } catch (const nlohmann::json::exception&) {
      return wrong(key, std::string("expected ") + what + ", found " + object_.at(key).type_name());
    }
  }
  template <typename T>
  Result<T> required(const std::string& key, const char* what) {
    known_.insert(key);
    if (!object_.contains(key)) return wrong(key, std::string("missing; expected ") + what);
    return convert<T>(key, what);
  }
  template <typename T>
  Result<T> optional(const std::string& key, const char* what, T fallback) {
    known_.insert(key);
    if (!object_.contains(key)) return fallback;
    return convert<T>(key, what);
  }
  static std::string escaped(const std::string& key) {
    std::string out;
    for (char c : key) {
      if (c == '~') out += "~0";
      else if (c == '/') out += "~1";
      else out += c;
    }
    return out;
  }

  nlohmann::json object_;
  std::string path_;
  std::set<std::string> known_;
};

}  // namespace postern::sdk

// SPDX-License-Identifier: Apache-2.0
#include "vectors/expected_codes.h"

#include <algorithm>
#include <cctype>

namespace postern::vectors {

extern const char* const kExpectedCodesJson;  // expected_codes.json, made by CMake

namespace {

std::size_t letters(std::string_view pattern) {
  return pattern.size() - static_cast<std::size_t>(std::count(pattern.begin(), pattern.end(), '*'));
}

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::tolower(c); });
  return text;
}

// What the manifest says about the case, in lower case: what a reference verifier found, or else what people wrote.
std::string said_about(const VectorCase& vector) {
  const auto text = [](const Json& object, const char* key) {
    const auto found = object.find(key);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
  };
  const std::string found = text(vector.facts, "reference_verifier_says");
  if (!found.empty() && found != "ok") return lower(found);
  return lower(text(vector.expected, "reason") + "\n" + text(vector.expected, "check"));
}

// longest: the value of the longest name that fits, or nullptr.
template <typename Fits>
const Json* longest(const Json& entries, Fits does_fit) {
  const Json* best = nullptr;
  std::size_t length = 0;
  for (const auto& [name, codes] : entries.items()) {
    if (!does_fit(name) || (best != nullptr && letters(name) <= length)) continue;
    best = &codes;
    length = letters(name);
  }
  return best;
}

}  // namespace

bool fits(std::string_view pattern, std::string_view text) {
  if (pattern.empty()) return text.empty();
  if (pattern.front() != '*') return !text.empty() && text.front() == pattern.front() && fits(pattern.substr(1), text.substr(1));
  for (std::size_t skip = 0; skip <= text.size(); ++skip)
    if (fits(pattern.substr(1), text.substr(skip))) return true;
  return false;
}

ExpectedCodes::ExpectedCodes(const std::string& json) : table_(Json::parse(json)) {}

const ExpectedCodes& ExpectedCodes::compiled_in() {
  static const ExpectedCodes codes(kExpectedCodesJson);
  return codes;
}

Expectation ExpectedCodes::find(const VectorCase& vector) const {
  const std::string name = vector.name();
  const Json& patterns = table_.at("patterns");
  if (patterns.contains(vector.kind))
    if (const Json* codes = longest(patterns[vector.kind], [&](const std::string& one) { return fits(one, name); }))
      return {codes->get<std::vector<std::string>>(), true};
  const std::string said = said_about(vector);
  const Json& words = table_.at("words");
  for (const std::string& kind : {vector.kind, std::string("*")})
    if (words.contains(kind))
      if (const Json* codes = longest(words[kind], [&](const std::string& one) { return said.find(one) != std::string::npos; }))
        return {codes->get<std::vector<std::string>>(), false};
  return {};
}

}  // namespace postern::vectors

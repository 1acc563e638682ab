// SPDX-License-Identifier: Apache-2.0
#include "host/config/table_reader.h"

#include "host/config/nearest.h"
#include "host/config/quantity.h"

namespace postern::config {
namespace {

std::string type_text(const toml::node& node) {
  switch (node.type()) {
    case toml::node_type::table: return "a table";
    case toml::node_type::array: return "a list";
    case toml::node_type::string: return "text";
    case toml::node_type::integer: return "a whole number";
    case toml::node_type::floating_point: return "a number with a point";
    case toml::node_type::boolean: return "true or false";
    default: return "a date or time";
  }
}

}  // namespace

Position position(const std::string& file, const toml::node& node) {
  return {file, node.source().begin.line, node.source().begin.column};
}

const toml::node* TableReader::find(const std::string& key) {
  known_.insert(key);
  return table_.get(key);
}

Position TableReader::at(const std::string& key) const {
  const toml::node* node = table_.get(key);
  return position(file_, node == nullptr ? static_cast<const toml::node&>(table_) : *node);
}

void TableReader::mismatch(const std::string& key, const std::string& expected, const toml::node& found) {
  error(key, Code::kTypeMismatch, key + ": expected " + expected + ", found " + type_text(found));
}

void TableReader::missing(const std::string& key, const std::string& expected) {
  out_.error(at(), Code::kKeyMissing, what_ + ": missing key '" + key + "'; expected " + expected);
}

std::string TableReader::text(const std::string& key) {
  if (find(key) == nullptr) missing(key, "text");
  return text_or(key, "");
}

std::string TableReader::text_or(const std::string& key, std::string fallback) {
  const toml::node* node = find(key);
  if (node == nullptr) return fallback;
  if (!node->is_string()) return mismatch(key, "text", *node), fallback;
  return node->as_string()->get();
}

bool TableReader::flag_or(const std::string& key, bool fallback) {
  const toml::node* node = find(key);
  if (node == nullptr) return fallback;
  if (!node->is_boolean()) return mismatch(key, "true or false", *node), fallback;
  return node->as_boolean()->get();
}

int64_t TableReader::integer_or(const std::string& key, int64_t fallback, int64_t low, int64_t high) {
  const toml::node* node = find(key);
  if (node == nullptr) return fallback;
  if (!node->is_integer()) return mismatch(key, "a whole number", *node), fallback;
  const int64_t number = node->as_integer()->get();
  if (number >= low && number <= high) return number;
  error(key, key + ": expected a number from " + std::to_string(low) + " to " + std::to_string(high) + ", found " +
                 std::to_string(number));
  return fallback;
}

std::chrono::nanoseconds TableReader::time_or(const std::string& key, std::chrono::nanoseconds fallback,
                                              ParseTime parse, const std::string& expected) {
  const toml::node* node = find(key);
  if (node == nullptr) return fallback;
  if (!node->is_string()) return mismatch(key, expected, *node), fallback;
  const auto time = parse(node->as_string()->get());
  if (time && time->count() > 0) return *time;
  error(key, key + ": expected " + expected + ", found \"" + node->as_string()->get() + "\"");
  return fallback;
}

std::chrono::nanoseconds TableReader::duration_or(const std::string& key, std::chrono::nanoseconds fallback) {
  return time_or(key, fallback, parse_duration, "a duration such as \"500ms\", \"30s\" or \"2m\"");
}

std::chrono::nanoseconds TableReader::age_or(const std::string& key, std::chrono::nanoseconds fallback) {
  return time_or(key, fallback, parse_age, "an age such as \"30m\", \"24h\" or \"7d\"");
}

uint64_t TableReader::size_or(const std::string& key, uint64_t fallback, uint64_t most) {
  const toml::node* node = find(key);
  if (node == nullptr) return fallback;
  const bool is_text = node->is_string();
  if (!is_text && !node->is_integer()) return mismatch(key, "a size such as \"1MiB\"", *node), fallback;
  const std::string text = is_text ? node->as_string()->get() : std::to_string(node->as_integer()->get());
  const auto size = parse_size(text);
  if (size && *size > 0 && *size <= most) return *size;
  error(key, key + ": expected a size such as \"1MiB\", at most " + std::to_string(most) + " bytes, found \"" + text +
                 "\"");
  return fallback;
}

std::string TableReader::choice_or(const std::string& key, const std::string& fallback,
                                   const std::vector<std::string>& words) {
  const std::string word = text_or(key, fallback);
  std::string list;
  for (const std::string& candidate : words) {
    if (word == candidate) return word;
    list += (list.empty() ? "\"" : ", \"") + candidate + "\"";
  }
  const std::string hint = hint_of(word, words);
  error(key, Code::kValueInvalid, key + ": expected one of " + list + ", found \"" + word + "\"",
        hint.starts_with("did") ? hint : "");
  return fallback;
}

std::vector<std::string> TableReader::texts(const std::string& key, std::vector<Position>* places) {
  std::vector<std::string> list;
  const toml::array* nodes = array(key);
  if (nodes == nullptr) return list;
  for (const toml::node& node : *nodes) {
    if (node.is_string()) {
      list.push_back(node.as_string()->get());
      if (places != nullptr) places->push_back(position(file_, node));
      continue;
    }
    out_.error(position(file_, node), Code::kTypeMismatch,
               what_ + ": " + key + ": expected a list of texts, found " + type_text(node));
  }
  return list;
}

const toml::table* TableReader::table(const std::string& key) {
  const toml::node* node = find(key);
  if (node != nullptr && !node->is_table()) mismatch(key, "a table", *node);
  return node == nullptr ? nullptr : node->as_table();
}

const toml::array* TableReader::array(const std::string& key) {
  const toml::node* node = find(key);
  if (node != nullptr && !node->is_array()) mismatch(key, "a list", *node);
  return node == nullptr ? nullptr : node->as_array();
}

void TableReader::report_unknown() {
  const std::vector<std::string> known(known_.begin(), known_.end());
  for (const auto& [key, value] : table_) {
    const std::string name(key.str());
    if (known_.contains(name)) continue;
    std::string hint = hint_of(name, known);
    if (!hint.starts_with("did")) hint = unknown_hint_.empty() ? "known here: " + joined(known) : unknown_hint_;
    const toml::source_position begin = key.source().begin;
    out_.error({file_, begin.line, begin.column}, Code::kKeyUnknown, what_ + ": unknown key '" + name + "'", hint);
  }
}

}  // namespace postern::config

// SPDX-License-Identifier: Apache-2.0
#pragma once

// TableReader: reads one TOML table key by key; every wrong type, missing and unknown key becomes a diagnostic with
// its line and column. Reading goes on after an error, so that a file shows all of its errors at once.

#include <chrono>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <toml++/toml.h>

#include "host/config/diagnostic.h"

namespace postern::config {

// position: where the node stands in its file.
Position position(const std::string& file, const toml::node& node);

class TableReader {
 public:
  // what: how messages call the table: "[gate]", "pipeline". table outlives the reader.
  TableReader(const std::string& file, const toml::table& table, std::string what, Diagnostics& out)
      : file_(file), table_(table), what_(std::move(what)), out_(out) {}
  ~TableReader() { report_unknown(); }
  TableReader(const TableReader&) = delete;

  bool has(const std::string& key) { return find(key) != nullptr; }
  std::string text(const std::string& key);  // required; "" after an error
  std::string text_or(const std::string& key, std::string fallback);
  bool flag_or(const std::string& key, bool fallback);
  int64_t integer_or(const std::string& key, int64_t fallback, int64_t low, int64_t high);
  std::chrono::nanoseconds duration_or(const std::string& key, std::chrono::nanoseconds fallback);
  std::chrono::nanoseconds age_or(const std::string& key, std::chrono::nanoseconds fallback);  // also in days
  uint64_t size_or(const std::string& key, uint64_t fallback, uint64_t most);
  std::string choice_or(const std::string& key, const std::string& fallback, const std::vector<std::string>& words);
  // texts: a list of texts, and the place of each; empty when absent.
  std::vector<std::string> texts(const std::string& key, std::vector<Position>* places = nullptr);

  // table, array: the nested value, or nullptr when absent or (after an error) of another type.
  const toml::table* table(const std::string& key);
  const toml::array* array(const std::string& key);
  const toml::node* node(const std::string& key) { return find(key); }

  Position at(const std::string& key) const;  // of the key's value; of the table when absent
  Position at() const { return position(file_, table_); }
  void error(const std::string& key, Code code, const std::string& text, const std::string& hint = "") {
    out_.error(at(key), code, what_ + ": " + text, hint);
  }
  void error(const std::string& key, const std::string& text) { error(key, Code::kValueInvalid, text); }

  // missing: says that a key is not there, and what was expected.
  void missing(const std::string& key, const std::string& expected);

  // unknown_hint: what to say of an unknown key that has no near neighbour here, instead of listing the known ones.
  void unknown_hint(std::string hint) { unknown_hint_ = std::move(hint); }

 private:
  const toml::node* find(const std::string& key);
  using ParseTime = std::optional<std::chrono::nanoseconds> (*)(std::string_view);
  std::chrono::nanoseconds time_or(const std::string& key, std::chrono::nanoseconds fallback, ParseTime parse,
                                   const std::string& expected);
  void mismatch(const std::string& key, const std::string& expected, const toml::node& found);
  void report_unknown();

  const std::string& file_;
  const toml::table& table_;
  const std::string what_;
  Diagnostics& out_;
  std::set<std::string> known_;
  std::string unknown_hint_;
};

}  // namespace postern::config

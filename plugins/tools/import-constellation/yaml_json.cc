// SPDX-License-Identifier: Apache-2.0
#include "tools/import-constellation/yaml_json.h"

#include <algorithm>
#include <charconv>

namespace postern::constellation {
namespace {

using nlohmann::json;

constexpr std::size_t kMostValues = 4096, kDeepest = 16, kMostDigits = 9, kMostBytes = 256 * 1024;
constexpr const char* kTooLarge = "the YAML is too large or too deep";
constexpr const char* kNoText = "the YAML has a key that is no text";

json scalar(const std::string& tag, const std::string& text) {
  if (tag != "?") return text;  // "?" is yaml-cpp's tag of plain scalars; quoted ones have "!"
  if (text == "true" || text == "false") return text == "true";
  const bool is_number = !text.empty() && text.size() <= kMostDigits && (text == "0" || text.front() != '0') &&
                         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (!is_number) return text;
  int64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

}  // namespace

void YamlJson::OnDocumentStart(const YAML::Mark&) {
  if (++documents_ > 1) throw Complaint{"", "the file has several YAML documents, expected one"};
}

void YamlJson::OnNull(const YAML::Mark&, YAML::anchor_t anchor) { put({nullptr, std::nullopt}, anchor); }

void YamlJson::OnAlias(const YAML::Mark&, YAML::anchor_t anchor) {
  const auto found = anchors_.find(anchor);
  if (found == anchors_.end()) throw Complaint{"", "the YAML has a value that contains itself"};
  put(found->second, YAML::NullAnchor);
}

void YamlJson::OnScalar(const YAML::Mark&, const std::string& tag, YAML::anchor_t anchor, const std::string& text) {
  put({scalar(tag, text), text}, anchor);
}

void YamlJson::OnSequenceStart(const YAML::Mark&, const std::string&, YAML::anchor_t anchor, YAML::EmitterStyle::value) {
  open(json::array(), anchor);
}

void YamlJson::OnMapStart(const YAML::Mark&, const std::string&, YAML::anchor_t anchor, YAML::EmitterStyle::value) {
  open(json::object(), anchor);
}

// Counts all that is in the value, so that aliases cannot blow a small text up.
void YamlJson::count(const json& value, std::size_t depth) {
  if (++values_ > kMostValues || depth > kDeepest) throw Complaint{"", kTooLarge};
  if (value.is_string()) count_text(value.get_ref<const std::string&>());
  if (value.is_object())
    for (const auto& [key, item] : value.items()) count_text(key);
  if (value.is_structured())
    for (const json& item : value) count(item, depth + 1);
}

void YamlJson::count_text(const std::string& text) {
  bytes_ += text.size();
  if (bytes_ > kMostBytes) throw Complaint{"", kTooLarge};
}

bool YamlJson::expects_key() const { return !open_.empty() && open_.back().json.is_object() && !open_.back().key; }

void YamlJson::put(Value value, YAML::anchor_t anchor) {
  if (expects_key()) {
    put_key(value);
  } else {
    count(value.json, open_.size());
    insert(value.json);
  }
  if (anchor != YAML::NullAnchor) anchors_.insert_or_assign(anchor, std::move(value));
}

void YamlJson::insert(const json& value) {
  if (open_.empty()) {
    root_ = value;
  } else if (Open& outer = open_.back(); outer.key) {
    outer.json[*outer.key] = value;
    outer.key.reset();
  } else {
    outer.json.push_back(value);
  }
}

void YamlJson::put_key(const Value& value) {
  Open& outer = open_.back();
  if (!value.text) throw Complaint{"", kNoText};
  if (outer.json.contains(*value.text)) throw Complaint{"/" + *value.text, "the YAML has this key twice"};
  count_text(*value.text);
  outer.key = value.text;
}

void YamlJson::open(json empty, YAML::anchor_t anchor) {
  if (expects_key()) throw Complaint{"", kNoText};
  count(empty, open_.size());
  open_.push_back({std::move(empty), anchor});
}

// What is in it was counted as it came.
void YamlJson::close() {
  const Open closed = std::move(open_.back());
  open_.pop_back();
  insert(closed.json);
  if (closed.anchor != YAML::NullAnchor) anchors_.insert_or_assign(closed.anchor, Value{closed.json, std::nullopt});
}

}  // namespace postern::constellation

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <yaml-cpp/eventhandler.h>

#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

namespace postern::constellation {

// YamlJson: makes JSON of the events of YAML documents, and ends the parsing as soon as there is too much of it: what
// the parser is handed may be hostile. Its functions throw Complaint; yaml-cpp hands that on.
class YamlJson : public YAML::EventHandler {
 public:
  // Complaint: why the document is refused; `pointer` is a JSON pointer, empty where none fits.
  struct Complaint {
    std::string pointer, text;
  };

  // root: of the document that was handled; null before.
  const nlohmann::json& root() const { return root_; }

  void OnDocumentStart(const YAML::Mark& mark) override;
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override;
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override;
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, const std::string& text) override;
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value style) override;
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value style) override;
  void OnMapEnd() override { close(); }

 private:
  // Value: `text` is what it is as a key; only scalars can be one.
  struct Value {
    nlohmann::json json;
    std::optional<std::string> text;
  };
  // Open: a mapping or sequence that has not ended.
  struct Open {
    nlohmann::json json;
    YAML::anchor_t anchor;
    std::optional<std::string> key = {};  // of the member that comes next
  };

  void count(const nlohmann::json& value, std::size_t depth);
  void count_text(const std::string& text);
  bool expects_key() const;
  void put(Value value, YAML::anchor_t anchor);
  void put_key(const Value& value);
  void insert(const nlohmann::json& value);
  void open(nlohmann::json empty, YAML::anchor_t anchor);
  void close();

  nlohmann::json root_;
  std::vector<Open> open_;
  std::map<YAML::anchor_t, Value> anchors_;
  std::size_t documents_ = 0, values_ = 0, bytes_ = 0;
};

}  // namespace postern::constellation

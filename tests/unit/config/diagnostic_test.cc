// SPDX-License-Identifier: Apache-2.0
//
// How diagnostics look to people and to programs.

#include "host/config/diagnostic.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <set>

#include "host/config/diagnostic_print.h"

namespace postern::config {
namespace {

std::string shown(const std::string& text, unsigned line, unsigned column, const std::string& hint = "") {
  Diagnostics out;
  out.keep("f", text);
  out.error({"f", line, column}, Code::kValueInvalid, "wrong", hint);
  return print_with_line(out.all().at(0));
}

TEST(DiagnosticTest, ShowsTheLineAMarkAndTheHint) {
  EXPECT_EQ(shown("a = 1\nb = [2, 3]\n", 2, 9, "did you mean 4?"),
            "f:2:9: error: wrong [VALUE_INVALID]\n"
            "    2 | b = [2, 3]\n"
            "      |         ^\n"
            "      = did you mean 4?\n");
}

TEST(DiagnosticTest, MarksByCharacterAndKeepsTabs) {
  EXPECT_EQ(shown("\tä = \"ö\" # x", 1, 6), "f:1:6: error: wrong [VALUE_INVALID]\n    1 | \tä = \"ö\" # x\n      | \t    ^\n");
}

TEST(DiagnosticTest, ControlCharactersReachNoTerminal) {
  EXPECT_EQ(shown("a\x1b[31m\x7f\r\n", 1, 1), "f:1:1: error: wrong [VALUE_INVALID]\n    1 | a?[31m?\n      | ^\n");
}

TEST(DiagnosticTest, LongLinesAreCutAroundThePlace) {
  const std::string said = shown(std::string(500, 'a') + "b" + std::string(500, 'c'), 1, 501);
  EXPECT_EQ(said, "f:1:501: error: wrong [VALUE_INVALID]\n    1 | … " + std::string(60, 'a') + "b" + std::string(59, 'c') +
                      " …\n      |   " + std::string(60, ' ') + "^\n");
}

TEST(DiagnosticTest, PlacesBeyondTheTextAreHarmless) {
  EXPECT_EQ(shown("a", 1, 9), "f:1:9: error: wrong [VALUE_INVALID]\n    1 | a\n      |  ^\n");
  EXPECT_EQ(shown("a", 7, 1), "f:7:1: error: wrong [VALUE_INVALID]\n");
  EXPECT_EQ(shown("a", 0, 0), "f: error: wrong [VALUE_INVALID]\n");
  EXPECT_EQ(shown("a", 1, 0), "f:1:0: error: wrong [VALUE_INVALID]\n    1 | a\n      | ^\n");
}

TEST(DiagnosticTest, OneLineHoldsTheHint) {
  Diagnostics out;
  out.warning({"f", 1, 2}, Code::kPluginUnused, "text", "hint");
  out.error({"f", 0, 0}, "other");
  EXPECT_EQ(print(out.all()[0]), "f:1:2: warning: text; hint");
  EXPECT_EQ(print(out.all()[1]), "f: error: other");
  EXPECT_FALSE(out.ok());
}

TEST(DiagnosticTest, Json) {
  Diagnostics out;
  out.keep("f", "x = 1");
  out.warning({"f", 1, 5}, Code::kPluginUnused, "text", "hint");
  out.error({"g", 0, 0}, "other");
  EXPECT_EQ(to_json(out), nlohmann::json::parse(R"([
    {"file": "f", "line": 1, "column": 5, "severity": "warning", "code": "PLUGIN_UNUSED", "text": "text", "hint": "hint",
     "source": "x = 1"},
    {"file": "g", "line": 0, "column": 0, "severity": "error", "code": "MISCONFIGURED", "text": "other", "hint": "",
     "source": ""}])"));
}

TEST(DiagnosticTest, EveryCodeHasANameOfItsOwn) {
  std::set<std::string_view> names;
  for (const auto& [code, name] : all_codes()) {
    EXPECT_TRUE(names.insert(name).second) << name;
    EXPECT_EQ(name_of(code), name);
  }
  EXPECT_EQ(names.size(), static_cast<std::size_t>(Code::kFieldNotCarried) + 1) << "all of them, to the last";
}

}  // namespace
}  // namespace postern::config

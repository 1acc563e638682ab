// SPDX-License-Identifier: Apache-2.0
//
// What YAML becomes, and that a small text can neither become large nor keep the reader busy.

#include "tools/import-constellation/read_yaml.h"
#include "unit/tpm2/failure_matchers.h"

namespace postern::constellation {
namespace {

using nlohmann::json;
using test::MisconfiguredAt;

json read(std::string_view text) {
  const auto object = read_yaml(text);
  return object.ok() ? object.value() : json("refused: " + object.failure().operator_text());
}

TEST(ReadYaml, PlainScalarsAreWhatTheyLookLike) {
  EXPECT_EQ(read("{a: true, b: false, c: null, d: ~, e: 0, f: 123456789}"),
            json({{"a", true}, {"b", false}, {"c", nullptr}, {"d", nullptr}, {"e", 0}, {"f", 123456789}}));
  EXPECT_EQ(read("{a: 'true', b: \"1\", c: 01, d: 1234567890, e: -1, f: yes, g: 1.5}"),
            json({{"a", "true"}, {"b", "1"}, {"c", "01"}, {"d", "1234567890"}, {"e", "-1"}, {"f", "yes"}, {"g", "1.5"}}));
  EXPECT_EQ(read("4: {'8': [a, {b: }, []]}"), json({{"4", {{"8", {"a", {{"b", nullptr}}, json::array()}}}}}));
}

TEST(ReadYaml, AliasesAreWhatTheyStandFor) {
  EXPECT_EQ(read("{a: &x 1, b: *x, c: &y [*x], d: *y, *x : key}"),
            json({{"a", 1}, {"b", 1}, {"c", {1}}, {"d", {1}}, {"1", "key"}}));
}

TEST(ReadYaml, OneMapping) {
  for (const char* text : {",", "", "# nothing", "[a]", "a", "...", "--- [a]", "a: 1\n---\nb: 2\n", "a: 1\n---\n", "a: [1"})
    EXPECT_THAT(read_yaml(text), MisconfiguredAt("")) << text;
  EXPECT_EQ(read("---\na: 1\n...\n"), json({{"a", 1}}));
}

TEST(ReadYaml, KeysAreTextsAndUnique) {
  EXPECT_THAT(read_yaml("{[a]: 1}"), MisconfiguredAt(""));
  EXPECT_THAT(read_yaml("{{a: 1}: 1}"), MisconfiguredAt(""));
  EXPECT_THAT(read_yaml("{~: 1}"), MisconfiguredAt(""));
  EXPECT_THAT(read_yaml("{a: &x [1], *x : 1}"), MisconfiguredAt(""));
  EXPECT_THAT(read_yaml("{a: 1, b: 2, 'a': 3}"), MisconfiguredAt("/a"));
}

TEST(ReadYaml, NothingContainsItself) {
  EXPECT_THAT(read_yaml("{a: &x [*x]}"), MisconfiguredAt(""));
  EXPECT_THAT(read_yaml("&x {a: *x}"), MisconfiguredAt(""));
}

TEST(ReadYaml, SixteenLevels) {
  const auto nested = [](std::size_t lists) { return "a: " + std::string(lists, '[') + std::string(lists, ']'); };
  EXPECT_TRUE(read_yaml(nested(16)).ok());
  EXPECT_THAT(read_yaml(nested(17)), MisconfiguredAt(""));
  EXPECT_THAT(read_yaml(nested(100000)), MisconfiguredAt(""));
  EXPECT_THAT(read_yaml("{a: &x [[[[[[[[[1]]]]]]]]], b: [[[[[[[*x]]]]]]]}"), MisconfiguredAt(""));
}

TEST(ReadYaml, AliasesDoNotMakeItLarge) {
  std::string doubling = "a0: &a0 [x, x]\n";
  for (int i = 1; i < 14; ++i) {
    const std::string before = "*a" + std::to_string(i - 1), name = "a" + std::to_string(i);
    doubling += name + ": &" + name + " [" + before + ", " + before + "]\n";
  }
  EXPECT_THAT(read_yaml(doubling), MisconfiguredAt(""));
  std::string long_text = "a: &a " + std::string(100000, 'x') + "\nb: [*a";
  EXPECT_TRUE(read_yaml(long_text + "]").ok());
  EXPECT_THAT(read_yaml(long_text + ", *a]"), MisconfiguredAt(""));
}

}  // namespace
}  // namespace postern::constellation

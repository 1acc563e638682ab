// SPDX-License-Identifier: Apache-2.0
#include "structure/function_lengths.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "structure/plain_code.h"

namespace postern::structure {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::pair<std::size_t, std::size_t>> found_in(std::string_view code) {
  std::vector<std::pair<std::size_t, std::size_t>> pairs;
  for (const Function& function : functions_of(code)) pairs.emplace_back(function.line, function.length);
  return pairs;
}

TEST(PlainCode, BlanksLiteralsAndComments) {
  EXPECT_EQ(plain_code("a \"}\" // }\nb"), "a         \nb");
  EXPECT_EQ(plain_code("'{' 1'000 /* { */ x"), "    1'000         x");
  EXPECT_EQ(plain_code("R\"x({)x\" y"), "         y");
  EXPECT_EQ(plain_code("\"\\\"{\" z"), "      z");
}

TEST(FunctionLengths, AreCountedFromBraceToBrace) {
  EXPECT_THAT(found_in("int f() {\n  if (x) {\n  }\n}\n"), ElementsAre(std::pair(1u, 4u)));
  EXPECT_THAT(found_in("namespace a {\nint f() { return 1; }\n}\n"), ElementsAre(std::pair(2u, 1u)));
  EXPECT_THAT(found_in("class A {\n void f() const {\n }\n};\nstruct B g(int x) {\n\n}\n"),
              ElementsAre(std::pair(2u, 2u), std::pair(5u, 3u)));
}

TEST(FunctionLengths, LeaveDataAlone) {
  EXPECT_THAT(found_in("enum class E { kA,\n kB };\nconst int kTable[] = {1,\n2};\n"), IsEmpty());
  EXPECT_THAT(found_in("#define F(x) { \\\n  x \\\n }\nint y;\n"), IsEmpty());
}

TEST(FunctionLengths, AreBounded) {
  const std::string body(kLongestFunction - 1, '\n');
  EXPECT_THAT(check_function_lengths({{"host/a.cc", "void f() {" + body + "}"}}), IsEmpty());
  EXPECT_THAT(check_function_lengths({{"host/a.cc", "\nvoid f() {\n" + body + "}"}}),
              ElementsAre("host/a.cc:2: a function of 61 lines; at most 60"));
  EXPECT_THAT(check_function_lengths({{"tests/a.cc", "void f() {\n" + body + "}"}}), IsEmpty());
}

}  // namespace
}  // namespace postern::structure

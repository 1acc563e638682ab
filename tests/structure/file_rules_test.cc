// SPDX-License-Identifier: Apache-2.0
#include "structure/file_rules.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace postern::structure {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(TopLevel, TakesNamedFoldersAndRootFiles) {
  EXPECT_THAT(check_top_level({{"host/a/b.cc", ""}, {"README.md", ""}, {"CMakeLists.txt", ""}, {".clang-format", ""},
                               {"CMakePresets.json", ""}, {".ci/run", ""}, {"plugin-api/x.h", ""}}),
              IsEmpty());
}

TEST(TopLevel, RefusesOthers) {
  EXPECT_THAT(check_top_level({{"docs/a.md", ""}, {"main.cc", ""}, {"hosts/a.cc", ""}}),
              ElementsAre("docs/a.md: docs has no place at the top of the tree",
                          "hosts/a.cc: hosts has no place at the top of the tree",
                          "main.cc: main.cc has no place at the top of the tree"));
}

TEST(Names, RefusesUtil) {
  EXPECT_THAT(check_names({{"host/a/string_util.h", ""}, {"host/Utils/b.h", ""}, {"host/a/unit.h", ""}}),
              ElementsAre("host/Utils/b.h: a name with `util` says nothing",
                          "host/a/string_util.h: a name with `util` says nothing"));
}

TEST(Licenses, StandInTheFirstLine) {
  EXPECT_THAT(check_licenses({{"a.cc", "// SPDX-License-Identifier: Apache-2.0\n"},
                              {"b.h", "\n// SPDX-License-Identifier: Apache-2.0\n"},
                              {"c/CMakeLists.txt", "# nothing\n"},
                              {"d.md", "# A text\n"}}),
              ElementsAre("b.h:1: the first line does not name the license",
                          "c/CMakeLists.txt:1: the first line does not name the license"));
}

TEST(FileLengths, AreBounded) {
  const std::string most(kLongestFile, '\n'), too_long(kLongestFile + 1, '\n');
  EXPECT_THAT(check_file_lengths({{"host/a.cc", most}, {"tests/b.cc", too_long}, {"host/c.md", too_long}}), IsEmpty());
  EXPECT_THAT(check_file_lengths({{"plugins/a.cc", too_long}}), ElementsAre("plugins/a.cc: 251 lines; at most 250"));
}

}  // namespace
}  // namespace postern::structure

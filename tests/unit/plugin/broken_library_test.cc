// SPDX-License-Identifier: Apache-2.0
//
// Libraries that break a rule are not loaded, the error names the file and what is wrong, and the process goes on.

#include <gmock/gmock.h>

#include <fstream>

#include "support/temp_dir.h"
#include "unit/plugin/bench.h"

namespace postern::plugin {
namespace {

std::string load(const std::string& path) {
  PluginSet set;
  return set.add({"broken", path, ""}).ToString();
}

struct Case {
  std::string library, status, text;
  friend void PrintTo(const Case& c, std::ostream* out) { *out << c.library; }
};

class BrokenLibrary : public ::testing::TestWithParam<Case> {};

TEST_P(BrokenLibrary, IsRefusedWithFileAndReason) {
  const std::string path = plugin_path("broken-" + GetParam().library);
  EXPECT_EQ(load(path), GetParam().status + ": plugin broken: " + path + GetParam().text);
}

constexpr char kInvalid[] = "INVALID_ARGUMENT", kFailed[] = "FAILED_PRECONDITION";
INSTANTIATE_TEST_SUITE_P(
    Libraries, BrokenLibrary,
    ::testing::Values(
        Case{"other-major", kFailed, " speaks ABI major 2; this gate speaks 1"},
        Case{"no-entry", kInvalid, " does not export postern_plugin_entry_v1"},
        Case{"refuses", kFailed, ": its entry function answered 4002"},
        Case{"throws", "INTERNAL", ": its entry function threw an exception"},
        Case{"no-components", kInvalid, ": offers 0 components; expected 1 to 64"},
        Case{"many-components", kInvalid, ": offers 1099511627776 components; expected 1 to 64"},
        Case{"null-component", kInvalid, ": component is NULL"},
        Case{"small-component", kInvalid, ": component: struct_size is 100; expected at least 160"},
        Case{"bad-kind", kInvalid, ": component broken: kind is 9; expected 1, 2 or 3"},
        Case{"no-lifecycle", kInvalid, ": component broken: lifecycle is missing"},
        Case{"no-function", kInvalid, ": component broken: lifecycle lacks a function"},
        Case{"no-validator", kInvalid, ": component broken: validator is missing"},
        Case{"twice", kInvalid, ": offers validator broken twice"},
        Case{"bad-id", kInvalid, ": component: id is not a name of [a-z0-9_.-]"},
        Case{"bad-name", kInvalid, ": component broken: evidence name is not a name of [a-z0-9_.-]"},
        Case{"bad-type", kInvalid, ": component broken: claims_out has type 9"},
        Case{"bad-threading", kInvalid, ": component broken: threading is 3"},
        Case{"bad-binding", kInvalid, ": component broken: bindings have bit 0, which no binding has"},
        Case{"twice-field", kInvalid, ": component broken: fields_out names a field twice"},
        Case{"null-array", kInvalid, ": component broken: claims_out has 2 entries; expected 0 to 256 at an address"},
        Case{"not-utf8", kInvalid, ": component broken: version is not UTF-8"},
        Case{"two-names", kInvalid, ": component broken: claims_out names a claim twice"}));

// With lazy binding it would load, and end the process in the middle of a call.
TEST(BrokenLibraryTest, UndefinedSymbolIsFoundAtOnce) {
  const std::string path = plugin_path("broken-undefined"), text = load(path);
  EXPECT_THAT(text, ::testing::StartsWith("INVALID_ARGUMENT: plugin broken: " + path + " cannot be loaded: "));
  EXPECT_THAT(text, ::testing::HasSubstr("a_function_that_nobody_has"));
}

// A struct that is longer than what this host knows is from a later minor version: its known part is used.
TEST(BrokenLibraryTest, LaterMinorVersionIsUnderstood) { EXPECT_EQ(load(plugin_path("broken-huge-component")), "OK"); }

TEST(BrokenLibraryTest, MissingFileIsNamed) {
  EXPECT_EQ(load("/nowhere/x.so"), "NOT_FOUND: plugin broken: cannot open /nowhere/x.so: No such file or directory");
}

TEST(BrokenLibraryTest, OtherFilesAreNoLibraries) {
  const test::TempDir dir;
  const std::string text = dir.write("a.so", "#!/bin/sh\necho hello\n");
  EXPECT_EQ(load(text), "INVALID_ARGUMENT: plugin broken: " + text + " is not a shared library: not an ELF file");
  const std::string program = POSTERN_BINARY_DIR "/CMakeCache.txt";
  EXPECT_THAT(load(program), ::testing::HasSubstr("is not a shared library"));
}

TEST(BrokenLibraryTest, WrongPinIsNotLoaded) {
  PluginSet set;
  const std::string path = plugin_path("scripted");
  const auto status = set.add({"scripted", path, std::string(64, '0')});
  EXPECT_THAT(std::string(status.message()), ::testing::StartsWith("plugin scripted: " + path + ": digest pin does not match: expected sha256 0000"));
  EXPECT_TRUE(set.all().empty());
}

}  // namespace
}  // namespace postern::plugin

// SPDX-License-Identifier: Apache-2.0
//
// Every plugin library exports its entry symbol and nothing else, and is linked as the host expects it.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

std::vector<std::string> plugin_files() {
  std::vector<std::string> files;
  std::istringstream list(POSTERN_PLUGIN_FILES);
  for (std::string file; std::getline(list, file, ':');) files.push_back(file);
  return files;
}

std::vector<std::string> output_of(const std::string& command) {
  FILE* pipe = popen(command.c_str(), "r");
  if (pipe == nullptr) throw std::runtime_error("cannot run " + command);
  std::string text;
  std::array<char, 4096> buffer;
  for (std::size_t got; (got = fread(buffer.data(), 1, buffer.size(), pipe)) > 0;) text.append(buffer.data(), got);
  if (pclose(pipe) != 0) throw std::runtime_error("failed: " + command);
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

// Symbols that sanitizers put into every library are none of the plugin's.
bool is_of_sanitizer(const std::string& symbol) {
  return symbol.starts_with("__asan") || symbol.starts_with("__odr_asan") || symbol.starts_with("__ubsan");
}

class Exports : public ::testing::TestWithParam<std::string> {};

TEST_P(Exports, AreTheEntrySymbolOnly) {
  std::vector<std::string> names;
  for (const std::string& line : output_of("nm -D --defined-only --format=just-symbols '" + GetParam() + "'"))
    if (!is_of_sanitizer(line)) names.push_back(line);
  EXPECT_THAT(names, ::testing::ElementsAre("postern_plugin_entry_v1"));
}

// A unique symbol (STB_GNU_UNIQUE) is shared by all libraries of a process, even those that are loaded locally.
TEST_P(Exports, ShareNoUniqueSymbols) {
  for (const std::string& line : output_of("nm -D --defined-only '" + GetParam() + "'"))
    EXPECT_EQ(line.find(" u "), std::string::npos) << line;
}

std::string label(const ::testing::TestParamInfo<std::string>& info) {
  std::string name = std::filesystem::path(info.param).stem().string();
  for (char& c : name)
    if (c == '-') c = '_';
  return name;
}
INSTANTIATE_TEST_SUITE_P(Plugins, Exports, ::testing::ValuesIn(plugin_files()), label);

}  // namespace

// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "host/config/gate_file.h"

namespace postern::config {
namespace {

EffectsSettings read(const std::string& table, Diagnostics& out) {
  return read_gate_text(table + "[[pipeline]]\nname = \"p\"\nmatch = { evidence = \"e\", request = \"join\" }\nsteps = [\"s\"]\n",
                        "/etc/postern/gate.toml", Purpose::kGate, "/plugins", out)
      .effects;
}

TEST(EffectsTableTest, FolderIsRelativeToTheFile) {
  for (const auto& [text, path] : std::vector<std::pair<std::string, std::string>>{
           {"state/effects", "/etc/postern/state/effects"}, {"/var/lib/postern/effects", "/var/lib/postern/effects"},
           {"../effects/", "/etc/effects"}}) {
    Diagnostics out;
    EXPECT_EQ(read("[effects]\ndirectory = \"" + text + "\"\n", out).directory, path);
    EXPECT_TRUE(out.ok());
  }
}

TEST(EffectsTableTest, WithoutItEffectsAreInMemory) {
  Diagnostics out;
  const EffectsSettings settings = read("", out);
  EXPECT_EQ(settings.directory, "");
  EXPECT_EQ(settings.at.line, 1u);
  EXPECT_TRUE(out.ok());
}

TEST(EffectsTableTest, WrongTablesAreErrors) {
  for (const auto& [table, code] : std::vector<std::pair<std::string, Code>>{
           {"[effects]\n", Code::kKeyMissing}, {"[effects]\ndirectory = 3\n", Code::kTypeMismatch},
           {"[effects]\ndirectory = \"x\"\nsize = 3\n", Code::kKeyUnknown}, {"effects = 3\n", Code::kTypeMismatch}}) {
    Diagnostics out;
    read(table, out);
    ASSERT_FALSE(out.ok()) << table;
    EXPECT_EQ(out.all().front().code, code) << table;
  }
}

}  // namespace
}  // namespace postern::config

// SPDX-License-Identifier: Apache-2.0
//
// `postern import-constellation`: what it writes is a configuration that `postern check` takes.

#include <gmock/gmock.h>

#include <filesystem>

#include "e2e/run_to_end.h"
#include "support/temp_dir.h"

namespace postern::test {
namespace {

using testing::HasSubstr;
using testing::Not;

const std::string kPostern = POSTERN_BINARY_DIR "/bin/postern";

Ended import(const std::string& input, std::vector<std::string> words) {
  words.insert(words.begin(), {kPostern, "import-constellation",
                               POSTERN_SOURCE_DIR "/tests/unit/import_constellation/inputs/" + input});
  return run_to_end(words);
}

struct ImportCase {
  std::string name, input;
  std::vector<std::string> words;
};

class ImportConstellationTest : public testing::TestWithParam<ImportCase> {};

TEST_P(ImportConstellationTest, WhatItWritesPassesTheCheck) {
  TempDir dir;
  const std::string out = dir.path() + "/imported";
  std::vector<std::string> words = GetParam().words;
  words.insert(words.end(), {"--out", out});
  const Ended imported = import(GetParam().input, words);
  ASSERT_EQ(imported.code, 0) << imported.output;
  const Ended checked = run_to_end({kPostern, "check", "--plugin-dir", POSTERN_PLUGIN_DIR, out + "/gate.toml"});
  EXPECT_EQ(checked.code, 0) << checked.output;
  EXPECT_THAT(checked.output, HasSubstr("gate.toml: ok"));
  EXPECT_THAT(checked.output, Not(HasSubstr("error")));
  EXPECT_THAT(checked.output, Not(HasSubstr("not allowed")));
}

INSTANTIATE_TEST_SUITE_P(
    All, ImportConstellationTest,
    testing::Values(ImportCase{"azure", "azure.json", {}}, ImportCase{"azure_maa", "azure-maa.yaml", {}},
                    ImportCase{"azure_latest", "azure-latest.json", {"--latest", "snp=24,microcode=219"}},
                    ImportCase{"config_map", "join-config.yaml", {"--name", "release 2.14"}},
                    ImportCase{"gcp_sev_snp", "gcp-sev-snp.json",
                               {"--variant", "gcp-sev-snp", "--project", "example-project", "--project", "other-project"}},
                    ImportCase{"gcp_sev_es", "gcp-sev-es.json", {"--variant", "gcp-sev-es", "--project", "example-project"}},
                    ImportCase{"qemu", "qemu.yaml", {}}),
    [](const auto& each) { return each.param.name; });

TEST(ImportConstellationCommand, WithoutAFolderItPrintsEveryFile) {
  const Ended printed = import("azure.json", {});
  EXPECT_EQ(printed.code, 0);
  for (const char* name : {"gate.toml", "measurements.toml", "amd-root.pem"})
    EXPECT_THAT(printed.output, HasSubstr("# ---- " + std::string(name)));
}

TEST(ImportConstellationCommand, WhatCannotBeImportedIsExplained) {
  const auto explains = [](const Ended& ended, const std::string& text) {
    EXPECT_EQ(ended.code, 2) << ended.output;
    EXPECT_THAT(ended.output, HasSubstr(text));
  };
  explains(import("azure-latest.json", {}), "--latest snp=");
  explains(import("azure-latest.json", {"--latest", "snp=256"}), "--latest: expected");
  explains(import("azure-tdx.json", {"--variant", "azure-tdx"}), "no validator for azure-tdx");
  explains(import("gcp-sev-snp.json", {"--variant", "aws-sev-snp"}), "no validator for aws-sev-snp");
  explains(import("gcp-sev-snp.json", {}), "name it with --variant");
  explains(import("gcp-sev-snp.json", {"--variant", "gcp-sev-snp"}), "--project");
  explains(import("missing.json", {}), "missing.json");
}

TEST(ImportConstellationCommand, FilesThatAreThereStay) {
  TempDir dir;
  dir.write("measurements.toml", "mine");
  const Ended refused = import("qemu.yaml", {"--out", dir.path()});
  EXPECT_EQ(refused.code, 2);
  EXPECT_THAT(refused.output, HasSubstr("is there already"));
  EXPECT_FALSE(std::filesystem::exists(dir.path() + "/gate.toml"));
  EXPECT_EQ(import("qemu.yaml", {"--out", dir.path(), "--force"}).code, 0);
  EXPECT_TRUE(std::filesystem::exists(dir.path() + "/gate.toml"));
}

}  // namespace
}  // namespace postern::test

// SPDX-License-Identifier: Apache-2.0
//
// Files that a component's configuration names: their content stands in for their names, with its own places.

#include "host/config/instance_config.h"

#include <gtest/gtest.h>

#include "support/temp_dir.h"
#include "unit/config/read.h"

namespace postern::config {
namespace {

const std::string kSchema = R"({"properties":{"set":{"x-postern-file":"toml"},"other":{}}})";

class IncludeTest : public ::testing::Test {
 protected:
  InstanceEntry include(const std::string& config, const std::string& schema = kSchema) {
    Diagnostics reading;
    GateFile file = read("[instances.a]\nuse = \"x\"\n[instances.a.config]\n" + config, reading);
    InstanceEntry entry = file.instances.at(0);
    entry.folder = dir_.path();
    include_files(entry, schema, out_);
    return entry;
  }
  std::string said() const {
    std::string lines;
    for (const auto& diagnostic : out_.all()) lines += print(diagnostic) + "\n";
    return lines;
  }
  test::TempDir dir_;
  Diagnostics out_;
};

TEST_F(IncludeTest, FileStandsInForItsName) {
  const std::string path = dir_.write("one.toml", "name = \"x\"\n[pcrs.4]\nexpected = \"00\"\n");
  const InstanceEntry entry = include("set = [\"one.toml\"]\nother = \"one.toml\"");
  EXPECT_EQ(entry.config, nlohmann::json::parse(R"({"set":[{"name":"x","pcrs":{"4":{"expected":"00"}}}],"other":"one.toml"})"));
  EXPECT_EQ(print(entry.place("/set/0/pcrs/4/expected")), path + ":3:12");
  EXPECT_EQ(said(), "");
}

TEST_F(IncludeTest, FileOfSetsCountsAsMany) {
  const std::string path = dir_.write("two.toml", "[[set]]\nname = \"a\"\n[[set]]\nname = \"b\"\n");
  const InstanceEntry entry = include("set = [{ name = \"0\" }, \"two.toml\", { name = \"9\" }]");
  EXPECT_EQ(entry.config["set"], nlohmann::json::parse(R"([{"name":"0"},{"name":"a"},{"name":"b"},{"name":"9"}])"));
  EXPECT_EQ(print(entry.place("/set/2/name")), path + ":4:8");
  EXPECT_EQ(print(entry.place("/set/0/name")), "gate.toml:4:17");
  EXPECT_EQ(print(entry.place("/set/3/name")), "gate.toml:4:45") << "it has moved, and so has its place";
}

TEST_F(IncludeTest, SingleNameIsAListOfOne) {
  dir_.write("one.toml", "name = \"x\"\n");
  EXPECT_EQ(include("set = \"one.toml\"").config["set"], nlohmann::json::parse(R"([{"name":"x"}])"));
}

TEST_F(IncludeTest, TextFilesStandInForTheirNames) {
  dir_.write("root.pem", "-----BEGIN\n");
  dir_.write("other.pem", "x");
  const std::string schema = R"({"properties":{"set":{"x-postern-file":"text"},"other":{}}})";
  EXPECT_EQ(include("set = \"root.pem\"\nother = \"root.pem\"", schema).config,
            nlohmann::json::parse(R"({"set":"-----BEGIN\n","other":"root.pem"})"));
  EXPECT_EQ(include("set = [\"root.pem\", \"other.pem\"]", schema).config["set"],
            nlohmann::json::parse(R"(["-----BEGIN\n","x"])"));
  EXPECT_EQ(include("set = 7", schema).config["set"], 7) << "for the component to refuse";
  EXPECT_EQ(said(), "");
  include("set = [\"root.pem\", \"none.pem\"]", schema);
  EXPECT_EQ(said(), "gate.toml:4:20: error: cannot read " + dir_.path() + "/none.pem\n");
}

TEST_F(IncludeTest, UnreadableFileIsSaidWhereItIsNamed) {
  include("set = [\"none.toml\"]");
  EXPECT_EQ(said(), "gate.toml:4:8: error: cannot read " + dir_.path() + "/none.toml\n");
}

TEST_F(IncludeTest, SyntaxErrorIsSaidInTheFile) {
  const std::string path = dir_.write("bad.toml", "name = \"x\"\nbroken\n");
  include("set = [\"bad.toml\"]");
  EXPECT_EQ(said().substr(0, path.size() + 3), path + ":2:");
}

TEST_F(IncludeTest, HugeFileIsRefused) {
  const std::string path = dir_.write("huge.toml", "#" + std::string(4 * 1024 * 1024, 'x'));
  include("set = [\"huge.toml\"]");
  EXPECT_EQ(said(), "gate.toml:4:8: error: " + path + ": larger than 4 MiB\n");
}

TEST_F(IncludeTest, OnlyMarkedKeysAreRead) {
  for (const std::string& schema : {std::string(), std::string("no json"), std::string("[]"), std::string(R"({"properties":5})"),
                                    std::string(R"({"properties":{"set":{"x-postern-file":"json"}}})")})
    EXPECT_EQ(include("set = [\"none.toml\"]", schema).config["set"][0], "none.toml");
  EXPECT_EQ(said(), "");
}

}  // namespace
}  // namespace postern::config

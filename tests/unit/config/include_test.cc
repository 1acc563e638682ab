// SPDX-License-Identifier: Apache-2.0
//
// Configurations of several files: what they say together, and every error with the place in its own file.

#include <gmock/gmock.h>

#include "unit/config/read.h"

namespace postern::config {
namespace {

using ::testing::ElementsAre;

// Files: texts by path, in place of a disk.
class IncludesTest : public ::testing::Test {
 protected:
  GateFile read_all(Purpose purpose = Purpose::kGate) {
    const TextSource source = [&](const std::string& path, const Position& named_at,
                                  Diagnostics& out) -> std::optional<std::string> {
      read_.push_back(path);
      if (const auto found = files_.find(path); found != files_.end()) return found->second;
      out.error(named_at, Code::kFileUnreadable, "cannot read " + path);
      return std::nullopt;
    };
    return read_gate_text(files_.at("/etc/gate.toml"), "/etc/gate.toml", purpose, "/plugins", out_, source);
  }
  std::string said() {
    read_all();
    std::string lines;
    for (const Diagnostic& each : out_.all())
      lines += (lines.empty() ? "" : "\n") + std::string(name_of(each.code)) + " " + print(each);
    return lines;
  }
  std::map<std::string, std::string> files_;
  std::vector<std::string> read_;
  Diagnostics out_;
};

const std::string kPipeline = "[[pipeline]]\nname = \"p\"\nmatch = { evidence = \"e\", request = \"join\" }\nsteps = [\"s\"]\n";

TEST_F(IncludesTest, AllFilesCountTogether) {
  files_["/etc/gate.toml"] = "include = [\"a.toml\", \"sub/b.toml\"]\n[secrets.x]\nfile = \"x\"\n";
  files_["/etc/a.toml"] = "[plugins.k]\npath = \"k.so\"\n";
  files_["/etc/sub/b.toml"] = "include = [\"c.toml\"]\n[secrets.y]\nfile = \"y\"\n[instances.s]\nuse = \"k\"\n";
  files_["/etc/sub/c.toml"] = kPipeline;
  const GateFile file = read_all();
  EXPECT_TRUE(out_.all().empty());
  EXPECT_EQ(file.secrets.at("x"), "/etc/x");
  EXPECT_EQ(file.secrets.at("y"), "/etc/sub/y") << "relative to the file in which it stands";
  EXPECT_EQ(file.plugins.at(0).path, "/plugins/k.so");
  EXPECT_EQ(file.instances.at(0).folder, "/etc/sub");
  EXPECT_EQ(print(file.instances.at(0).at), "/etc/sub/b.toml:5:7");
  EXPECT_EQ(print(file.pipelines.at(0).at), "/etc/sub/c.toml:1:1");
  EXPECT_THAT(file.files, ElementsAre("/etc/gate.toml", "/etc/a.toml", "/etc/sub/b.toml", "/etc/sub/c.toml"));
}

TEST_F(IncludesTest, IncludedPipelinesComeFirst) {
  files_["/etc/gate.toml"] = "include = [\"a.toml\"]\n[[pipeline]]\nname = \"q\"\nmatch = { evidence = \"e\", request = \"x\" }\nsteps = [\"s\"]\n";
  files_["/etc/a.toml"] = kPipeline;
  const GateFile file = read_all();
  ASSERT_EQ(file.pipelines.size(), 2u);
  EXPECT_EQ(file.pipelines[0].name, "p");
  EXPECT_EQ(file.pipelines[1].name, "q");
}

TEST_F(IncludesTest, ErrorsNameTheirOwnFileAndShowItsLine) {
  files_["/etc/gate.toml"] = "include = [\"a.toml\"]\n" + kPipeline;
  files_["/etc/a.toml"] = "[instances.i]\nusee = \"k\"\n";
  EXPECT_EQ(said(),
            "KEY_MISSING /etc/a.toml:1:1: error: [instances.i]: missing key 'use'; expected text\n"
            "KEY_UNKNOWN /etc/a.toml:2:1: error: [instances.i]: unknown key 'usee'; did you mean 'use'?");
  EXPECT_EQ(out_.all().at(1).source_line, "usee = \"k\"");
}

TEST_F(IncludesTest, ANameCountsOnceInAllFiles) {
  files_["/etc/gate.toml"] = "include = [\"a.toml\", \"b.toml\"]\n" + kPipeline;
  files_["/etc/a.toml"] = "[plugins.k]\npath = \"k.so\"\n[secrets.s]\nfile = \"1\"\n[instances.i]\nuse = \"k\"\n";
  files_["/etc/b.toml"] = "[plugins.k]\npath = \"l.so\"\n[secrets.s]\nfile = \"2\"\n[instances.i]\nuse = \"k\"\n" + kPipeline;
  EXPECT_EQ(said(),
            "NAME_TAKEN /etc/b.toml:3:1: error: [secrets.s]: the name is taken by the one at /etc/a.toml:3:1; rename one of the two\n"
            "NAME_TAKEN /etc/b.toml:1:1: error: [plugins.k]: the name is taken by the one at /etc/a.toml:1:1; rename one of the two\n"
            "NAME_TAKEN /etc/b.toml:5:1: error: [instances.i]: the name is taken by the one at /etc/a.toml:5:1; rename one of the two\n"
            "NAME_TAKEN /etc/gate.toml:2:1: error: pipeline \"p\": the name is taken by the one at /etc/b.toml:7:1; rename one of the two");
}

TEST_F(IncludesTest, SettingsStandInTheMainFileOnly) {
  files_["/etc/gate.toml"] = "include = [\"a.toml\"]\n" + kPipeline;
  files_["/etc/a.toml"] = "[gate]\nlisten = \"x\"\n";
  EXPECT_EQ(said(), "KEY_UNKNOWN /etc/a.toml:1:2: error: top level of an included file: unknown key 'gate'; settings stand in the "
                    "file that includes this one");
}

TEST_F(IncludesTest, CyclesAndRepetitionsAreErrors) {
  files_["/etc/gate.toml"] = "include = [\"a.toml\"]\n" + kPipeline;
  files_["/etc/a.toml"] = "include = [\"./x/../gate.toml\"]\n";
  EXPECT_EQ(said(), "INCLUDE_CYCLE /etc/a.toml:1:12: error: include \"./x/../gate.toml\": the file is being read already: it would "
                    "include itself");
  out_ = {};
  files_["/etc/gate.toml"] = "include = [\"a.toml\", \"b.toml\"]\n" + kPipeline;
  files_["/etc/a.toml"] = "include = [\"c.toml\"]\n";
  files_["/etc/b.toml"] = "include = [\"c.toml\"]\n";
  files_["/etc/c.toml"] = "";
  EXPECT_EQ(said(), "INCLUDE_REPEATED /etc/b.toml:1:12: error: include \"c.toml\": the file is included at /etc/a.toml:1:12 already; "
                    "remove one of the two");
}

TEST_F(IncludesTest, DepthIsBounded) {
  for (int i = 0; i < 12; ++i)
    files_["/etc/" + std::to_string(i) + ".toml"] = "include = [\"" + std::to_string(i + 1) + ".toml\"]\n";
  files_["/etc/gate.toml"] = "include = [\"0.toml\"]\n" + kPipeline;
  EXPECT_EQ(said(), "INCLUDE_LIMIT /etc/7.toml:1:12: error: include \"8.toml\": too many files: at most 64, and 8 that include each other");
  EXPECT_EQ(read_.size(), 8u);
}

TEST_F(IncludesTest, NumberIsBounded) {
  std::string list;
  for (int i = 0; i < 70; ++i) {
    list += "\"" + std::to_string(i) + ".toml\",";
    files_["/etc/" + std::to_string(i) + ".toml"] = "";
  }
  files_["/etc/gate.toml"] = "include = [" + list + "]\n" + kPipeline;
  const std::string all = said();
  EXPECT_EQ(read_.size(), 63u) << "and the main file";
  EXPECT_EQ(out_.all().size(), 7u);
  EXPECT_EQ(out_.all().at(0).code, Code::kIncludeLimit);
}

TEST_F(IncludesTest, UnreadableAndUnparsableFiles) {
  files_["/etc/gate.toml"] = "include = [\"none.toml\", \"bad.toml\"]\n" + kPipeline;
  files_["/etc/bad.toml"] = "\n[x\n";
  const std::string all = said();
  ASSERT_EQ(out_.all().size(), 2u) << all;
  EXPECT_EQ(print(out_.all()[0]), "/etc/gate.toml:1:12: error: cannot read /etc/none.toml");
  EXPECT_EQ(out_.all()[1].code, Code::kSyntaxInvalid);
  EXPECT_EQ(print(out_.all()[1].at), "/etc/bad.toml:2:3");
}

TEST_F(IncludesTest, WrongTypes) {
  files_["/etc/gate.toml"] = "include = \"a.toml\"\n" + kPipeline;
  EXPECT_EQ(said(), "TYPE_MISMATCH /etc/gate.toml:1:11: error: top level: include: expected a list, found text");
  out_ = {};
  files_["/etc/gate.toml"] = "include = [5]\n" + kPipeline;
  EXPECT_EQ(said(), "TYPE_MISMATCH /etc/gate.toml:1:12: error: top level: include: expected a list of texts, found a whole number");
}

TEST_F(IncludesTest, NodesIncludeToo) {
  files_["/etc/gate.toml"] = "include = [\"a.toml\"]\n[node]\nissuer = \"i\"\n";
  files_["/etc/a.toml"] = "[plugins.k]\npath = \"k.so\"\n";
  const GateFile file = read_all(Purpose::kNode);
  EXPECT_TRUE(out_.all().empty());
  EXPECT_EQ(file.plugins.at(0).name, "k");
  EXPECT_EQ(print(file.node.issuer_at), "/etc/gate.toml:3:10");
}

}  // namespace
}  // namespace postern::config

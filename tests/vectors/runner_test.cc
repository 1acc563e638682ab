// SPDX-License-Identifier: Apache-2.0
//
// The runner itself: that right cases pass, and that everything that is wrong about a case, its files or its expected
// verdict makes it fail. On cases made here, and on the vectors beside the repository when they are there.

#include <gmock/gmock.h>

#include <filesystem>

#include "common/tpm2/digest.h"
#include "support/child_process.h"
#include "support/software_ak.h"
#include "support/temp_dir.h"
#include "vectors/expected_codes.h"

namespace postern::vectors {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;

struct Ran {
  int code = -1;
  std::string output;
};

Ran run(std::vector<std::string> words) {
  words.insert(words.begin(), {"sh", "-c", "exec \"$0\" \"$@\" 2>&1", POSTERN_BINARY_DIR "/bin/vector_runner"});
  test::ChildProcess child(words);
  Ran ran;
  ran.output = child.read_all(std::chrono::minutes(10));
  ran.code = child.wait();
  return ran;
}

std::string text_of(sdk::ByteView bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }

// Workbench: a folder with a manifest of quotes that a software key signed.
class Runner : public ::testing::Test {
 protected:
  Runner() : manifest_{{"cases", Json::array()}} {
    add("tpm-quote/base", "valid", quote(), nonce_);
    tpm2::Quote damaged = quote();
    damaged.signature.back() ^= std::byte{1};
    add("tpm-quote/neg-base-sig-flip", "invalid", damaged, nonce_);
    add("tpm-quote/neg-base-nonce-flip", "invalid", quote(), sdk::ByteVector(32, std::byte{9}));
  }

  tpm2::Quote quote() const {
    return test::make_quote(ak_, tpm2::HashAlgorithm::kSha256, test::zero_pcrs(tpm2::HashAlgorithm::kSha256), nonce_);
  }

  void add(const std::string& id, const std::string& verdict, const tpm2::Quote& quote, const sdk::ByteVector& nonce) {
    Json pcrs = Json::object();
    for (const auto& [pcr, value] : quote.pcrs.values()) pcrs[std::to_string(pcr)] = sdk::to_hex(value);
    Json entry{{"id", id}, {"kind", "tpm-quote"}, {"expected", {{"verdict", verdict}}}, {"files", Json::array()}};
    std::filesystem::create_directories(dir_.path() + "/" + id);
    const auto file = [&](const std::string& name, const std::string& content) {
      dir_.write(id + "/" + name, content);
      entry["files"].push_back({{"path", id + "/" + name},
                                {"size", content.size()},
                                {"sha256", sdk::to_hex(tpm2::digest(tpm2::HashAlgorithm::kSha256, {sdk::as_bytes(content)}))}});
    };
    file("ak.pem", ak_.pem());
    file("quote.msg", text_of(quote.attest));
    file("quote.tpmt_sig", text_of(quote.signature));
    file("nonce.bin", text_of(nonce));
    file("pcrs.json", Json{{"bank", "sha256"}, {"pcrs", pcrs}}.dump());
    manifest_["cases"].push_back(entry);
  }

  // judge: what the runner says to the manifest as it is now.
  Ran judge(std::vector<std::string> more = {}) const {
    more.insert(more.begin(), {"--manifest", dir_.write("MANIFEST.json", manifest_.dump())});
    return run(more);
  }
  Json& entry(std::size_t index) { return manifest_["cases"][index]; }

  const test::SoftwareAk ak_{test::AkKind::kP256};
  const sdk::ByteVector nonce_ = sdk::ByteVector(32, std::byte{7});
  const test::TempDir dir_;
  Json manifest_;
};

TEST_F(Runner, RightCasesPass) {
  const Ran ran = judge();
  EXPECT_EQ(ran.code, 0) << ran.output;
  EXPECT_THAT(ran.output, HasSubstr("PASS tpm-quote/base accepted"));
  EXPECT_THAT(ran.output, HasSubstr("PASS tpm-quote/neg-base-sig-flip refused: SIGNATURE_INVALID"));
  EXPECT_THAT(ran.output, EndsWith("\n3 passed, 0 failed, 0 skipped\n"));
}

TEST_F(Runner, AnotherVerdictFails) {
  for (std::size_t i : {0u, 1u, 2u}) {
    Json& verdict = entry(i)["expected"]["verdict"];
    const Json right = verdict;
    verdict = right == "valid" ? "invalid" : "valid";
    const Ran ran = judge();
    EXPECT_EQ(ran.code, 1) << ran.output;
    EXPECT_THAT(ran.output, EndsWith("\n2 passed, 1 failed, 0 skipped\n"));
    verdict = right;
  }
  entry(0)["expected"]["verdict"] = "splendid";
  EXPECT_EQ(judge().code, 1);
}

// The same refusal under the name of another mutation: denied, but for the wrong reason.
TEST_F(Runner, AnotherCodeFails) {
  entry(1)["id"] = "tpm-quote/neg-base-pcr-flip";
  const Ran ran = judge();
  EXPECT_EQ(ran.code, 1) << ran.output;
  EXPECT_THAT(ran.output, HasSubstr("FAIL tpm-quote/neg-base-pcr-flip denied for the wrong reason: SIGNATURE_INVALID"));
}

TEST_F(Runner, WordsJudgeWhatNoPatternCovers) {
  entry(1)["id"] = "tpm-quote/neg-base-new-mutation";
  EXPECT_THAT(judge().output, HasSubstr("PASS tpm-quote/neg-base-new-mutation refused: SIGNATURE_INVALID (code not pinned)"));
  entry(1)["expected"]["reason"] = "expected nonce altered";
  EXPECT_EQ(judge().code, 1);
  entry(1)["expected"]["reason"] = "signature bit flipped";
  EXPECT_EQ(judge().code, 0);
}

TEST_F(Runner, FilesMustBeThoseOfTheManifest) {
  dir_.write("tpm-quote/base/nonce.bin", std::string(32, '\x07') + "x");
  EXPECT_THAT(judge().output, HasSubstr("FAIL tpm-quote/base file tpm-quote/base/nonce.bin has 33 bytes"));
  dir_.write("tpm-quote/base/nonce.bin", std::string(31, '\x07') + "x");
  EXPECT_THAT(judge().output, HasSubstr("FAIL tpm-quote/base file tpm-quote/base/nonce.bin does not have the SHA-256"));
  std::filesystem::remove(dir_.path() + "/tpm-quote/base/nonce.bin");
  EXPECT_THAT(judge().output, HasSubstr("FAIL tpm-quote/base file tpm-quote/base/nonce.bin is missing"));
  entry(0)["files"] = Json::array();
  EXPECT_THAT(judge().output, HasSubstr("FAIL tpm-quote/base the case has no file"));
  entry(0)["files"] = {{{"path", "../tpm-quote/base/ak.pem"}}};
  EXPECT_THAT(judge().output, HasSubstr("FAIL tpm-quote/base the manifest lists a file without a path below its folder"));
  EXPECT_EQ(judge().code, 1);
}

TEST_F(Runner, OtherFactsFail) {
  entry(0)["facts"]["quote"] = {{"clock", 12345}, {"safe", 1}};
  EXPECT_EQ(judge().code, 0);
  entry(0)["facts"]["quote"]["clock"] = 12346;
  const Ran ran = judge();
  EXPECT_EQ(ran.code, 1);
  EXPECT_THAT(ran.output, HasSubstr("quote.clock: the manifest says 12346, found 12345"));
}

TEST_F(Runner, BrokenEntriesFail) {
  for (const char* key : {"id", "kind", "expected"}) {
    const Json right = entry(0);
    entry(0).erase(key);
    const Ran ran = judge();
    EXPECT_EQ(ran.code, 1) << key;
    EXPECT_THAT(ran.output, EndsWith("\n2 passed, 1 failed, 0 skipped\n")) << key;
    entry(0) = right;
  }
  entry(0)["kind"] = "tea-leaves";
  EXPECT_THAT(judge().output, HasSubstr("FAIL tpm-quote/base the kind \"tea-leaves\" is not known"));
  entry(0) = 7;
  EXPECT_EQ(judge().code, 1);
}

TEST_F(Runner, WhatThereIsNoCodeForIsSkipped) {
  entry(0)["kind"] = "tdx-quote";
  const Ran ran = judge();
  EXPECT_EQ(ran.code, 0);
  EXPECT_THAT(ran.output, EndsWith("\n2 passed, 0 failed, 1 skipped\n"));
}

TEST_F(Runner, SelectsAndPrintsJson) {
  const Ran ran = judge({"--case", "tpm-quote/base", "--kind", "tpm-quote", "--json"});
  EXPECT_EQ(ran.code, 0);
  const std::size_t end = ran.output.find('\n');
  const Json line = Json::parse(ran.output.substr(0, end));
  EXPECT_EQ(line, (Json{{"id", "tpm-quote/base"}, {"kind", "tpm-quote"}, {"result", "PASS"}, {"reason", "accepted"}}));
  EXPECT_EQ(ran.output.substr(end + 1), "1 passed, 0 failed, 0 skipped\n");
}

TEST_F(Runner, SaysWhatItCannotWorkWith) {
  EXPECT_EQ(judge({"--kind", "tea-leaves"}).code, 2);
  EXPECT_EQ(judge({"--time", "yesterday"}).code, 2);
  EXPECT_EQ(judge({"--time", "2026-01-01T00:00:00Z"}).code, 0);
  EXPECT_EQ(run({}).code, 2);
  EXPECT_EQ(run({"--manifest", dir_.path() + "/absent.json"}).code, 2);
  EXPECT_EQ(run({"--manifest", dir_.write("list.json", "[]")}).code, 2);
  EXPECT_EQ(run({"--manifest", dir_.write("broken.json", "{")}).code, 2);
  const Ran help = run({"--help"});
  EXPECT_EQ(help.code, 0);
  EXPECT_THAT(help.output, HasSubstr("--manifest"));
}

VectorCase named(const std::string& id) {
  VectorCase vector;
  vector.id = id;
  vector.kind = id.substr(0, id.find('/'));
  vector.expected = vector.facts = Json::object();
  return vector;
}

TEST(ExpectedCodesTest, TheMostSpecificPatternCounts) {
  EXPECT_TRUE(fits("*sig-flip", "neg-x-sig-flip"));
  EXPECT_TRUE(fits("neg-*-b*", "neg-a-bc"));
  EXPECT_FALSE(fits("*sig-flip", "sig-flip-more"));
  EXPECT_FALSE(fits("", "a"));
  const ExpectedCodes codes(R"({"patterns": {"k": {"*": ["A"], "*-x": ["B"]}}, "words": {"*": {"tea": ["C"]}}})");
  EXPECT_EQ(codes.find(named("k/neg-x")).codes, std::vector<std::string>{"B"});
  EXPECT_EQ(codes.find(named("k/neg-y")).codes, std::vector<std::string>{"A"});
  EXPECT_TRUE(codes.find(named("k/neg-y")).is_pinned);
  VectorCase cold = named("l/x");
  cold.expected["reason"] = "cold TEA";
  const Expectation by_words = codes.find(cold);
  EXPECT_EQ(by_words.codes, std::vector<std::string>{"C"});
  EXPECT_FALSE(by_words.is_pinned);
}

// PublicVectors: the vectors beside the repository.
class PublicVectors : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!std::filesystem::exists(kManifest)) GTEST_SKIP() << "no attestation vectors at " << POSTERN_VECTORS;
  }
  static constexpr const char* kManifest = POSTERN_VECTORS "/MANIFEST.json";
};

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

TEST_F(PublicVectors, NoneFailsAndOnlyTdxIsSkipped) {
  const Ran ran = run({"--manifest", kManifest});
  EXPECT_EQ(ran.code, 0);
  for (const std::string& line : lines_of(ran.output)) {
    EXPECT_THAT(line, Not(HasSubstr("FAIL")));
    EXPECT_THAT(line, Not(HasSubstr("(code not pinned)")));
    EXPECT_TRUE(!line.starts_with("SKIP") || line.find("there is no code for TDX") != std::string::npos) << line;
  }
  EXPECT_THAT(ran.output, HasSubstr(" 0 failed, "));
}

// turned: a verdict that the case must not get. Of a log whose event data is wrong only that it replays is right, and a
// report of another VMPL is refused by policy as it should be.
std::string turned(const Json& one) {
  const std::string right = one["expected"]["verdict"];
  if (right == "invalid-event-data") return "invalid";
  if (right.starts_with("invalid")) return "valid";
  return one.contains("facts") && one["facts"].contains("vmpl") && one["facts"]["vmpl"] != 0 ? "invalid-event-data" : "invalid";
}

// With every verdict turned round, no case may pass: the runner is able to fail each of them.
TEST_F(PublicVectors, EveryCaseCanFail) {
  const test::TempDir dir;
  for (const auto& folder : std::filesystem::directory_iterator(POSTERN_VECTORS))
    if (folder.is_directory())
      std::filesystem::create_symlink(std::filesystem::absolute(folder.path()), dir.path() + "/" + folder.path().filename().string());
  const auto loaded = Manifest::load(kManifest);
  Json manifest = std::get<Manifest>(loaded).whole();
  for (Json& one : manifest["cases"]) one["expected"]["verdict"] = turned(one);
  const Ran ran = run({"--manifest", dir.write("MANIFEST.json", manifest.dump())});
  EXPECT_EQ(ran.code, 1);
  for (const std::string& line : lines_of(ran.output)) EXPECT_THAT(line, Not(::testing::StartsWith("PASS")));
}

}  // namespace
}  // namespace postern::vectors

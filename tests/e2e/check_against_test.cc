// SPDX-License-Identifier: Apache-2.0
//
// `postern check`: what a file means, and which recorded decisions it would change.

#include <gmock/gmock.h>

#include <fstream>

#include "e2e/recording_gate.h"
#include "e2e/run_to_end.h"
#include "e2e/software_node.h"

namespace postern::test {
namespace {

using testing::HasSubstr;
using testing::Not;

const std::string kPostern = POSTERN_BINARY_DIR "/bin/postern";

// One gate for all tests: two machines join, one of which has another PCR 4, and one comes again.
class CheckAgainstTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    dir_ = new TempDir();
    GateProcess gate(recording(folder()));
    SoftwareNode node, changed(std::byte{0xaa});
    EXPECT_TRUE(join(gate.address(), node, worker()).ok());
    EXPECT_FALSE(join(gate.address(), changed, worker()).ok());
    JoinAs rejoin = worker();
    rejoin.request.kind = "rejoin";
    rejoin.request.role = "";
    EXPECT_TRUE(join(gate.address(), node, rejoin).ok());
    gate.stop();
    std::ifstream stream(gate.folder() + "/gate.toml", std::ios::binary);
    config_ = {std::istreambuf_iterator<char>(stream), {}};
  }
  static void TearDownTestSuite() { delete dir_; }
  static std::string folder() { return dir_->path() + "/records"; }

  static Ended check(const std::string& config, std::vector<std::string> more = {}) {
    std::vector<std::string> words{kPostern, "check", dir_->write("gate.toml", config)};
    words.insert(words.end(), more.begin(), more.end());
    return run_to_end(words);
  }
  static Ended against(const std::string& config, std::vector<std::string> more = {}) {
    more.insert(more.begin(), {"--against", folder()});
    return check(config, more);
  }
  // with: the configuration with one part replaced.
  static std::string with(const std::string& part, const std::string& other) {
    std::string config = config_;
    const std::size_t at = config.find(part);
    EXPECT_NE(at, config.npos) << part;
    return config.replace(at, part.size(), other);
  }
  static nlohmann::json json(const std::string& output) { return nlohmann::json::parse(output.substr(output.find("{\n"))); }

  static inline TempDir* dir_ = nullptr;
  static inline std::string config_;
};

TEST_F(CheckAgainstTest, TheSameFileChangesNothing) {
  const Ended ended = against(config_);
  EXPECT_EQ(ended.code, 0) << ended.output;
  EXPECT_THAT(ended.output, HasSubstr("of 5 recorded decisions 0 would change, and 0 could not be judged again"));
  EXPECT_THAT(ended.output, HasSubstr("gate.toml: ok"));
}

TEST_F(CheckAgainstTest, OtherMeasurementsTurnVerdictsAround) {
  const Ended ended = against(with(std::string(64, '0'), std::string(64, 'a')), {"--json"});
  EXPECT_EQ(ended.code, 1) << ended.output;
  const auto document = json(ended.output);
  EXPECT_EQ(document["usable"], true);
  EXPECT_EQ(document["against"]["decisions"], 5);
  std::vector<std::string> changes;
  for (const auto& change : document["against"]["changes"])
    changes.push_back(change["kind"].get<std::string>() + " " + change["recorded"]["verdict"].get<std::string>() + " → " +
                      change["now"]["verdict"].get<std::string>() + " " + change["now"].value("code", ""));
  EXPECT_THAT(changes, testing::ElementsAre("handshake allow → deny PCR_MISMATCH", "ticket allow → deny PCR_MISMATCH",
                                            "handshake deny → allow ", "handshake allow → deny PCR_MISMATCH",
                                            "ticket allow → deny PCR_MISMATCH"));
}

TEST_F(CheckAgainstTest, OneConditionChangesOneTicket) {
  const Ended ended = against(with("name = \"again\"\n", "name = \"again\"\nwhen = { \"tpm.eventlog.replayed\" = true }\n"));
  EXPECT_EQ(ended.code, 1) << ended.output;
  EXPECT_THAT(ended.output, HasSubstr("→ deny POLICY_UNSATISFIED\n"));
  EXPECT_THAT(ended.output, HasSubstr("of 5 recorded decisions 1 would change, and 0 could not be judged again"));
}

TEST_F(CheckAgainstTest, FewerFieldsAreAChange) {
  const Ended ended = against(with("name = \"workers\"\n", "name = \"workers\"\nticket = [\"state_disk_key\"]\n"));
  EXPECT_EQ(ended.code, 1) << ended.output;
  EXPECT_THAT(ended.output, HasSubstr("→ allow (workers: state_disk_key)\n"));
  EXPECT_THAT(ended.output, HasSubstr("of 5 recorded decisions 1 would change"));
}

TEST_F(CheckAgainstTest, APipelineThatIsGoneRefuses) {
  const Ended ended = against(with("request = \"rejoin\"", "request = \"rejoin2\""));
  EXPECT_EQ(ended.code, 1) << ended.output;
  EXPECT_THAT(ended.output, HasSubstr("→ deny NO_PIPELINE\n"));
  EXPECT_THAT(ended.output, HasSubstr("of 5 recorded decisions 1 would change"));
}

TEST_F(CheckAgainstTest, AnotherNameOfAPipelineIsNone) {
  EXPECT_EQ(against(with("name = \"again\"", "name = \"once-more\"")).code, 0);
}

TEST_F(CheckAgainstTest, UnusableFileOrRecordsAreExitCodeTwo) {
  EXPECT_EQ(against(with("use = \"kms\"", "use = \"kmz\"")).code, 2);
  EXPECT_EQ(check(config_, {"--against", dir_->path() + "/absent"}).code, 2);
}

TEST_F(CheckAgainstTest, ExplainDrawsChainsAndRoutes) {
  const Ended ended = check(config_, {"--explain"});
  EXPECT_EQ(ended.code, 0) << ended.output;
  for (const char* part : {"workers  (", "├─ tpm  (validator qemu-tpm/qemu-tpm ", "├─ keys  (backend kms/kms ", ", at most 5000 ms)",
                           "binds   nonce, channel-key, tpm-ak", "state_disk_key (secret)", "▼ ticket ", "; role worker",
                           "qemu-vtpm, join as worker  →  workers", "qemu-vtpm, rejoin as worker  →  again",
                           "qemu-vtpm, join as control-plane  →  nobody: refused with NO_PIPELINE"})
    EXPECT_THAT(ended.output, HasSubstr(part));
  EXPECT_THAT(ended.output, Not(HasSubstr("◇ when")));
}

TEST_F(CheckAgainstTest, ExplainSaysWhereARoleComesFrom) {
  const std::string when = with("role = \"worker\" }\n", "role = \"control-plane\" }\nwhen = { \"tpm.eventlog.replayed\" = true }\n");
  const Ended ended = check(when, {"--explain"});
  EXPECT_EQ(ended.code, 0) << ended.output;
  EXPECT_THAT(ended.output, HasSubstr("◇ when tpm.eventlog.replayed is true, proven by tpm"));
  EXPECT_THAT(ended.output, HasSubstr("; role control-plane, because of `when` on tpm.eventlog.replayed"));
  EXPECT_THAT(ended.output, HasSubstr("qemu-vtpm, join as control-plane  →  workers"));
}

TEST_F(CheckAgainstTest, JsonIsOneDocument) {
  const auto document = json(check(config_, {"--json"}).output);
  EXPECT_EQ(document["usable"], true);
  const auto& pipelines = document["explanation"]["pipelines"];
  ASSERT_EQ(pipelines.size(), 2u);
  EXPECT_EQ(pipelines[0]["name"], "workers");
  EXPECT_EQ(pipelines[0]["answers"], nlohmann::json::array({"worker"}));
  EXPECT_EQ(pipelines[0]["steps"][0]["alternatives"][0]["proves"]["tpm.ak.name"], "bytes");
  EXPECT_EQ(pipelines[0]["steps"][1]["kind"], "backend");
  EXPECT_EQ(document["explanation"]["plugins"].size(), 2u);
  EXPECT_TRUE(document["diagnostics"].is_array());
}

TEST_F(CheckAgainstTest, JsonOfAWrongFileHasItsDiagnostics) {
  const Ended ended = check(with("use = \"kms\"", "use = \"kmz\""), {"--json"});
  EXPECT_EQ(ended.code, 2);
  const auto document = json(ended.output);
  EXPECT_EQ(document["usable"], false);
  ASSERT_FALSE(document["diagnostics"].empty());
  EXPECT_EQ(document["diagnostics"][0]["severity"], "error");
  EXPECT_GT(document["diagnostics"][0]["line"], 0);
  EXPECT_FALSE(document.contains("explanation"));
}

}  // namespace
}  // namespace postern::test

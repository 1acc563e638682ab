// SPDX-License-Identifier: Apache-2.0
//
// `postern verify`: a document of a real (software) TPM, judged without a gate.

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "e2e/joiner.h"
#include "e2e/run_to_end.h"

namespace postern::test {
namespace {

using testing::HasSubstr;
using testing::Not;

const std::string kPostern = POSTERN_BINARY_DIR "/bin/postern";
const std::string kZeros(64, '0');

// A gate's file; its backend's secrets are not there, and need not be.
std::string configuration(const std::string& pcr, const std::string& more = "") {
  return "[secrets]\nmaster = { file = \"absent\" }\n[plugins]\nqemu-tpm = { path = \"qemu-tpm.so\" }\nkms = { path = \"kms.so\" }\n"
         "[instances.tpm]\nuse = \"qemu-tpm\"\n[instances.tpm.config]\nak_trust = \"any\"\n"
         "[[instances.tpm.config.measurements]]\nname = \"m\"\nnot_before = 2026-01-01T00:00:00Z\nnot_after = 2026-12-31T00:00:00Z\npcrs.4.expected = \"" + pcr + "\"\n"
         "[instances.keys]\nuse = \"kms\"\n"
         "config = { mode = \"local\", master_secret = \"master\", salt = \"master\", measurement_salt = \"master\" }\n"
         "[[pipeline]]\nname = \"workers\"\nmatch = { evidence = \"qemu-vtpm\", request = \"join\" }\nsteps = [\"tpm\", \"keys\"]\n" + more;
}

// What is said on the way goes to standard error, which stands before the document here.
nlohmann::json parse(const std::string& output) {
  return nlohmann::json::parse(output.substr(std::min(output.find("{\n"), output.size())), nullptr, false);
}

class VerifyTest : public testing::Test {
 protected:
  void SetUp() override {
    atls::Nonce nonce;
    atls::ChannelKey key;
    nonce.fill(std::byte{0x11});
    key.fill(std::byte{0x22});
    Joiner node(tpm_);
    const auto document = node.make_evidence(nonce, key);
    ASSERT_TRUE(document.ok()) << document.status();
    evidence_ = dir_.write("evidence", {reinterpret_cast<const char*>(document->document.data()), document->document.size()});
  }
  Ended verify(const std::string& config, std::vector<std::string> more = {}) {
    const std::string file = dir_.write("gate.toml", config);
    std::vector<std::string> words{kPostern, "verify", "--config", file, "--plugin-dir", POSTERN_PLUGIN_DIR};
    const auto add = [&](const std::string& flag, const std::string& value) {
      if (std::find(more.begin(), more.end(), flag) == more.end()) words.insert(words.end(), {flag, value});
    };
    add("--type", "qemu-vtpm");
    add("--nonce", nonce_);
    if (!key_.empty()) add("--user-data", key_);
    add("--time", "2026-06-01T00:00:00Z");
    words.insert(words.end(), more.begin(), more.end());
    words.push_back(evidence_);
    return run_to_end(words);
  }
  TempDir dir_;
  Swtpm tpm_;
  std::string evidence_;
  const std::string nonce_ = "1111111111111111111111111111111111111111111111111111111111111111";
  std::string key_ = "2222222222222222222222222222222222222222222222222222222222222222";
};

TEST_F(VerifyTest, AllowsWithTheClaimsThatItProved) {
  const Ended ended = verify(configuration(kZeros));
  EXPECT_EQ(ended.code, 0) << ended.output;
  EXPECT_THAT(ended.output, HasSubstr("pipeline workers: allow\n"));
  EXPECT_THAT(ended.output, HasSubstr("  claim tpm.ak.name = \"000b"));
  EXPECT_THAT(ended.output, HasSubstr("  binding nonce = \"" + nonce_ + "\" (tpm)\n"));
  EXPECT_THAT(ended.output, HasSubstr("  binding channel-key = \"" + key_ + "\" (tpm)\n"));
  EXPECT_THAT(ended.output, HasSubstr("verdict: allow, judged as of 2026-06-01T00:00:00Z\n"));
}

TEST_F(VerifyTest, RefusesWithTheReason) {
  const Ended ended = verify(configuration(std::string(64, 'a')));
  EXPECT_EQ(ended.code, 1);
  EXPECT_THAT(ended.output, HasSubstr("pipeline workers: deny\n  code: \"PCR_MISMATCH\"\n"));
  EXPECT_THAT(ended.output, HasSubstr("  subject: \"tpm.pcr.4\"\n  expected: \"" + std::string(64, 'a') + "\"\n  observed: \"" + kZeros + "\"\n"));
  EXPECT_THAT(ended.output, HasSubstr("verdict: deny"));
  EXPECT_THAT(ended.output, Not(HasSubstr("claim ")));
}

TEST_F(VerifyTest, PrintsJson) {
    const auto allowed = parse(verify(configuration(kZeros), {"--json"}).output);
  EXPECT_EQ(allowed["verdict"], "allow");
  EXPECT_EQ(allowed["time"], "2026-06-01T00:00:00Z");
  EXPECT_EQ(allowed["pipelines"][0]["bindings"]["nonce"]["value"], nonce_);
  EXPECT_EQ(allowed["pipelines"][0]["claims"]["tpm.ak.name"]["step"], "tpm");
  const Ended refused = verify(configuration(std::string(64, 'a')), {"--json"});
  EXPECT_EQ(refused.code, 1);
  const auto json = parse(refused.output);
  EXPECT_EQ(json["verdict"], "deny");
  EXPECT_EQ(json["pipelines"][0]["reason"]["code"], "PCR_MISMATCH");
}

TEST_F(VerifyTest, OtherNonceOtherKeyOtherDocumentAreRefused) {
  const std::pair<const char*, std::string> others[] = {{"--nonce", std::string(64, '3')}, {"--user-data", std::string(64, '3')},
                                                        {"--nonce", "11"}, {"--user-data", ""}, {"--user-data", "2222"}};
  for (const auto& [flag, value] : others) {
    const Ended ended = verify(configuration(kZeros), {flag, value});
    EXPECT_EQ(ended.code, 1) << ended.output;
    EXPECT_THAT(ended.output, HasSubstr("verdict: deny"));
  }
  evidence_ = dir_.write("evidence", "{}");
  EXPECT_EQ(verify(configuration(kZeros)).code, 1);
}

TEST_F(VerifyTest, TimeIsAnArgument) {
  for (const char* time : {"2025-12-31T23:59:59Z", "2027-01-01T00:00:00Z"}) {
    const Ended ended = verify(configuration(kZeros), {"--time", time});
    EXPECT_EQ(ended.code, 1) << ended.output;
    EXPECT_THAT(ended.output, HasSubstr(std::string("judged as of ") + time));
  }
}

TEST_F(VerifyTest, ConditionsOfThePipelineCount) {
  const std::string when = "when = { \"tpm.eventlog.replayed\" = true }\n";
  const Ended ended = verify(configuration(kZeros, when));
  EXPECT_EQ(ended.code, 1) << ended.output;
  EXPECT_THAT(ended.output, HasSubstr("code: \"POLICY_UNSATISFIED\""));
}

TEST_F(VerifyTest, TypeMayBeAnOid) { EXPECT_EQ(verify(configuration(kZeros), {"--type", "1.3.9900.5.1"}).code, 0); }

// Without user data there is nothing to compare with: everything else is judged, and the refusal shows what is bound.
TEST_F(VerifyTest, WithoutUserDataNothingIsAdmitted) {
  const std::string bound = key_;
  key_.clear();
  const Ended ended = verify(configuration(kZeros), {"--json"});
  EXPECT_EQ(ended.code, 1) << ended.output;
  auto json = parse(ended.output);
  EXPECT_EQ(json["pipelines"][0]["reason"]["code"], "CHANNEL_MISMATCH");
  EXPECT_EQ(json["pipelines"][0]["reason"]["observed"], bound);
  EXPECT_NE(json["pipelines"][0]["reason"]["expected"], "");
  EXPECT_EQ(parse(verify(configuration(std::string(64, 'a')), {"--json"}).output)["pipelines"][0]["reason"]["code"], "PCR_MISMATCH");
}

TEST_F(VerifyTest, JsonHasWhatScriptsNeed) {
  const Ended refused = verify(configuration(std::string(64, 'a')), {"--json"});
  auto json = parse(refused.output);
  EXPECT_EQ(json["type"], "qemu-vtpm");
  EXPECT_EQ(json["evidence"]["nonce"], nonce_);
  EXPECT_EQ(json["evidence"]["user_data"], key_);
  EXPECT_EQ(json["evidence"]["sha256"].get<std::string>().size(), 64u);
  auto& reason = json["pipelines"][0]["reason"];
  for (const char* name : {"code", "class", "step", "subject", "expected", "observed", "spec", "text", "cause", "remedy"})
    EXPECT_TRUE(reason.contains(name) && reason[name] != "") << name;
  auto& step = json["pipelines"][0]["steps"][0];
  EXPECT_EQ(step["instance"], "tpm");
  EXPECT_EQ(step["plugin"], "qemu-tpm");
  EXPECT_EQ(step["verdict"], "deny");
  EXPECT_EQ(step["code"], "PCR_MISMATCH");
  EXPECT_EQ(json.dump(), parse(verify(configuration(std::string(64, 'a')), {"--json"}).output).dump()) << "same evidence, other bytes";
}

TEST_F(VerifyTest, DocumentMayComeByStandardInput) {
  const std::string file = dir_.write("gate.toml", configuration(kZeros));
  const std::string command = kPostern + " verify --config " + file + " --plugin-dir " POSTERN_PLUGIN_DIR +
                              " --type qemu-vtpm --time 2026-06-01T00:00:00Z --nonce " + nonce_ + " --user-data " + key_ + " - <" + evidence_;
  EXPECT_EQ(run_to_end({"sh", "-c", command}).code, 0);
  const Ended endless = run_to_end({"sh", "-c", command.substr(0, command.rfind('<')) + "</dev/zero"});
  EXPECT_EQ(endless.code, 2) << endless.output;
  EXPECT_THAT(endless.output, HasSubstr("verdict: cannot-judge"));
}

// A refusal that is no denial says nothing about the machine.
TEST_F(VerifyTest, WhatCannotBeJudgedIsNeitherAllowedNorDenied) {
  const Ended wrong = verify("[gate", {"--json"});
  EXPECT_EQ(wrong.code, 2);
  EXPECT_EQ(parse(wrong.output)["verdict"], "cannot-judge");
  EXPECT_EQ(parse(wrong.output)["reason"]["code"], "MISCONFIGURED");
  EXPECT_FALSE(parse(wrong.output)["reason"]["details"].empty());
  const std::string good = evidence_;
  evidence_ = "/nowhere";
  EXPECT_EQ(parse(verify(configuration(kZeros), {"--json"}).output)["reason"]["subject"], "DOCUMENT");
  evidence_ = dir_.path();
  EXPECT_EQ(verify(configuration(kZeros)).code, 2);
  evidence_ = good;
  const Ended other = verify(configuration(kZeros), {"--json", "--type", "azure-sev-snp"});
  EXPECT_EQ(other.code, 2);
  EXPECT_EQ(parse(other.output)["reason"]["code"], "NO_PIPELINE");
}

TEST_F(VerifyTest, ColourIsForTerminalsAndForThoseWhoAsk) {
  const std::string file = dir_.write("gate.toml", configuration(std::string(64, 'a')));
  const std::string command = kPostern + " explain document --config " + file + " --plugin-dir " POSTERN_PLUGIN_DIR +
                              " --type qemu-vtpm --nonce " + nonce_ + " --user-data " + key_ + " --time 2026-06-01T00:00:00Z " + evidence_;
  const auto has_colour = [](const std::string& line) {
    const Ended ended = run_to_end({"sh", "-c", line});
    EXPECT_EQ(ended.code, 1) << ended.output;
    EXPECT_THAT(ended.output, HasSubstr("PCR_MISMATCH"));
    return ended.output.find('\x1b') != std::string::npos;
  };
  const auto on_terminal = [](const std::string& line) { return "exec script -qec '" + line + " 2>/dev/null' /dev/null"; };
  EXPECT_FALSE(has_colour(command));
  EXPECT_TRUE(has_colour(command + " --color always"));
  if (run_to_end({"sh", "-c", "command -v script"}).code != 0) GTEST_SKIP() << "no script(1) to make a terminal";
  EXPECT_TRUE(has_colour("unset NO_COLOR; TERM=xterm " + on_terminal(command)));
  EXPECT_FALSE(has_colour("TERM=xterm NO_COLOR=1 " + on_terminal(command)));
  EXPECT_FALSE(has_colour("TERM=dumb " + on_terminal(command)));
  EXPECT_FALSE(has_colour("TERM=xterm " + on_terminal(command + " --color never")));
}

TEST_F(VerifyTest, WrongUsageIsExitCodeTwo) {
  const std::pair<const char*, const char*> wrong[] = {
      {"--nonce", "xyz"}, {"--nonce", "123"}, {"--nonce", ""}, {"--user-data", "112"}, {"--user-data", "zz"}, {"--time", "yesterday"},
      {"--type", "azure-sev-snp"}, {"--collateral", "/nowhere"}, {"--evidence", "/nowhere"}};
  for (const auto& [flag, value] : wrong) EXPECT_EQ(verify(configuration(kZeros), {flag, value}).code, 2) << flag << " " << value;
  EXPECT_EQ(verify("[gate").code, 2);
  EXPECT_EQ(run_to_end({kPostern, "verify"}).code, 2);
}

}  // namespace
}  // namespace postern::test

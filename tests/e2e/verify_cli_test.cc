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
    std::vector<std::string> words{kPostern, "verify", "--config", file, "--plugin-dir", POSTERN_PLUGIN_DIR, "--evidence", evidence_};
    const auto add = [&](const std::string& flag, const std::string& value) {
      if (std::find(more.begin(), more.end(), flag) == more.end()) words.insert(words.end(), {flag, value});
    };
    add("--type", "qemu-vtpm");
    add("--nonce", nonce_);
    add("--channel-key", key_);
    add("--time", "2026-06-01T00:00:00Z");
    words.insert(words.end(), more.begin(), more.end());
    return run_to_end(words);
  }
  TempDir dir_;
  Swtpm tpm_;
  std::string evidence_;
  const std::string nonce_ = "1111111111111111111111111111111111111111111111111111111111111111";
  const std::string key_ = "2222222222222222222222222222222222222222222222222222222222222222";
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
  // What is said on the way goes to standard error, which stands before the document here.
  const auto parse = [](const std::string& output) { return nlohmann::json::parse(output.substr(output.find("{\n"))); };
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
  const std::pair<const char*, std::string> others[] = {{"--nonce", std::string(64, '3')}, {"--channel-key", std::string(64, '3')},
                                                        {"--nonce", "11"}};
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

TEST_F(VerifyTest, WrongUsageIsExitCodeTwo) {
  const std::pair<const char*, const char*> wrong[] = {
      {"--nonce", "xyz"}, {"--nonce", "123"}, {"--nonce", ""}, {"--channel-key", "1122"}, {"--time", "yesterday"},
      {"--type", "azure-sev-snp"}, {"--evidence", "/nowhere"}, {"--collateral", "/nowhere"}};
  for (const auto& [flag, value] : wrong) EXPECT_EQ(verify(configuration(kZeros), {flag, value}).code, 2) << flag << " " << value;
  EXPECT_EQ(verify("[gate").code, 2);
  EXPECT_EQ(run_to_end({kPostern, "verify"}).code, 2);
}

}  // namespace
}  // namespace postern::test

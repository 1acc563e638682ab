// SPDX-License-Identifier: Apache-2.0
//
// The programs as their users meet them: help, wrong configurations, exit codes, the ticket on disk.

#include <gmock/gmock.h>
#include <sys/stat.h>

#include <fstream>
#include <iterator>

#include "e2e/gate_process.h"
#include "e2e/joiner.h"
#include "e2e/node_config.h"
#include "e2e/run_to_end.h"

namespace postern::test {
namespace {

using testing::HasSubstr;
using testing::Not;

const std::string kPostern = POSTERN_BINARY_DIR "/bin/postern";
const std::string kPosternd = POSTERN_BINARY_DIR "/bin/posternd";
const std::string kPipeline = "[instances.tpm]\nuse = \"qemu-tpm\"\n"
                              "config = { ak_trust = \"any\", measurements = [{ name = \"m\", pcrs = { 4 = { expected = \"" +
                              std::string(64, '0') +
                              "\" } } }] }\n"
                              "[[pipeline]]\nname = \"p\"\nmatch = { evidence = \"qemu-vtpm\", request = \"join\" }\n"
                              "steps = [\"tpm\"]\n";

// start: what posternd says to this configuration.
Ended start(const TempDir& dir, const std::string& config) {
  const std::string file = dir.write("gate.toml", config);
  return run_to_end({kPosternd, "--config", file, "--plugin-dir", POSTERN_PLUGIN_DIR});
}

TEST(CliTest, HelpIsThere) {
  for (const auto& words : std::vector<std::vector<std::string>>{
           {kPosternd, "--help"}, {kPostern, "--help"}, {kPostern, "join", "--help"}, {kPostern, "check", "--help"}}) {
    const Ended ended = run_to_end(words);
    EXPECT_EQ(ended.code, 0) << ended.output;
    EXPECT_THAT(ended.output, HasSubstr("Usage:"));
  }
}

TEST(CliTest, AMissingPluginIsNamed) {
  TempDir dir;
  const Ended ended = start(dir, "[plugins.qemu-tpm]\npath = \"no-such.so\"\n" + kPipeline);
  EXPECT_EQ(ended.code, 2);
  EXPECT_THAT(ended.output, HasSubstr("gate.toml:2:8: error: plugin qemu-tpm: cannot open"));
}

TEST(CliTest, AWrongDigestIsNamedWithBothDigests) {
  TempDir dir;
  const std::string pin(64, 'a');
  const Ended ended = start(dir, "[plugins.qemu-tpm]\npath = \"qemu-tpm.so\"\nsha256 = \"" + pin + "\"\n" + kPipeline);
  EXPECT_EQ(ended.code, 2);
  EXPECT_THAT(ended.output, HasSubstr("digest pin does not match: expected sha256 " + pin + ", found "));
}

TEST(CliTest, AnotherAbiMajorIsNamed) {
  TempDir dir;
  const Ended ended = start(dir, "[plugins.qemu-tpm]\npath = \"../test-plugins/broken-other-major.so\"\n" + kPipeline);
  EXPECT_EQ(ended.code, 2);
  EXPECT_THAT(ended.output, HasSubstr("speaks ABI major 2; this gate speaks 1"));
}

TEST(CliTest, AnUnknownKeyHasItsPlace) {
  TempDir dir;
  const Ended ended = start(dir, "[gate]\nlissen = \"127.0.0.1:0\"\n[plugins.qemu-tpm]\npath = \"qemu-tpm.so\"\n" + kPipeline);
  EXPECT_EQ(ended.code, 2);
  EXPECT_THAT(ended.output, HasSubstr("gate.toml:2:1: error: [gate]: unknown key 'lissen'"));
}

TEST(CliTest, AKeyThatAPluginRefusesHasItsPlace) {
  TempDir dir;
  std::string config = "[plugins.qemu-tpm]\npath = \"qemu-tpm.so\"\n" + kPipeline;
  config.replace(config.find("\"any\""), 5, "\"all\"");
  const Ended ended = start(dir, config);
  EXPECT_EQ(ended.code, 2);
  EXPECT_THAT(ended.output, HasSubstr("gate.toml:5:23: error: [instances.tpm]: config/ak_trust:"));
}

TEST(CliTest, ASecretThatOthersCanReadStopsTheGate) {
  TempDir dir;
  dir.write("master", std::string(32, 'm'), 0644);
  dir.write("salt", std::string(32, 's'), 0600);
  const Ended ended = start(
      dir, "[gate]\nlisten = \"127.0.0.1:0\"\n[secrets]\nmaster = { file = \"master\" }\nsalt = { file = \"salt\" }\n"
           "[plugins]\nqemu-tpm = { path = \"qemu-tpm.so\" }\nkms = { path = \"kms.so\" }\n"
           "[instances.keys]\nuse = \"kms\"\nconfig = { mode = \"local\", master_secret = \"master\", salt = \"salt\", "
           "measurement_salt = \"salt\" }\n" +
               kPipeline.substr(0, kPipeline.find("steps")) + "steps = [\"tpm\", \"keys\"]\n");
  EXPECT_EQ(ended.code, 1) << ended.output;
  EXPECT_THAT(ended.output, HasSubstr("expected mode 0600, found 0644"));
  EXPECT_THAT(ended.output, Not(HasSubstr(std::string(8, 'm'))));
}

class JoinCommandTest : public testing::Test {
 protected:
  Ended join_command(const std::vector<std::string>& more, const std::string& address) {
    const std::string file = write_node_config(dir_, tpm_.tcti());
    std::vector<std::string> words{kPostern, "join", "-c", file, "--plugin-dir", POSTERN_PLUGIN_DIR,
                                   "--gate", address, "--disk-uuid", kDiskUuid};
    words.insert(words.end(), more.begin(), more.end());
    return run_to_end(words);
  }
  TempDir dir_;
  Swtpm tpm_;
  GateProcess gate_{tpm_gate("pcrs.4.expected = \"" + std::string(64, '0') + "\"\n")};
};

TEST_F(JoinCommandTest, WritesTheTicketForItsOwnerOnly) {
  const std::string folder = dir_.path() + "/ticket";
  const Ended ended = join_command({"--output", folder}, gate_.address());
  ASSERT_EQ(ended.code, 0) << ended.output;
  EXPECT_THAT(ended.output, HasSubstr("\"state_disk_key\": \"(secret, 32 bytes)\""));
  struct stat info {};
  ASSERT_EQ(stat(folder.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 07777, 0700u);
  for (const char* name : {"state_disk_key", "measurement_secret", "measurement_salt"}) {
    ASSERT_EQ(stat((folder + "/" + name).c_str(), &info), 0) << name;
    EXPECT_EQ(info.st_mode & 07777, 0600u) << name;
    EXPECT_EQ(info.st_size, 32) << name;
  }
}

TEST_F(JoinCommandTest, TheNodesSelfTestPrintsTheNameToPin) {
  const std::string file = dir_.write("talkative.toml", "[node]\nissuer = \"tpm\"\n[plugins]\nqemu-tpm = { path = "
                                      "\"qemu-tpm.so\" }\n[instances.tpm]\nuse = \"qemu-tpm\"\nconfig = { tcti = \"" +
                                          tpm_.tcti() + "\", event_log = \"none\" }\n");
  const Ended ended =
      run_to_end({kPostern, "check", "--node", "--self-test", file, "--plugin-dir", POSTERN_PLUGIN_DIR});
  EXPECT_EQ(ended.code, 0) << ended.output;
  EXPECT_THAT(ended.output, HasSubstr("000b"));
}

TEST_F(JoinCommandTest, ShowsSecretsOnlyWhenAsked) {
  const Ended ended = join_command({"--show-secrets"}, gate_.address());
  ASSERT_EQ(ended.code, 0) << ended.output;
  EXPECT_THAT(ended.output, Not(HasSubstr("(secret")));
}

TEST_F(JoinCommandTest, ARefusalIsExitCodeOne) {
  tpm_.extend(4, "changed");
  for (const char* version : {"1.2", "1.3"}) {
    const Ended ended = join_command({"--tls-max", version}, gate_.address());
    EXPECT_EQ(ended.code, 1) << ended.output;
    EXPECT_THAT(ended.output, HasSubstr("gate refused the evidence"));
  }
}

TEST_F(JoinCommandTest, WrongUsageIsExitCodeTwo) {
  EXPECT_EQ(join_command({"--field", "no-equals-sign"}, gate_.address()).code, 2);
  EXPECT_EQ(join_command({"--principal"}, gate_.address()).code, 2);
  EXPECT_EQ(join_command({"--role", "king"}, gate_.address()).code, 2);
}

TEST_F(JoinCommandTest, AnUnreachableGateIsExitCodeThree) {
  const std::string address = gate_.address();
  gate_.stop();
  const Ended ended = join_command({}, address);
  EXPECT_EQ(ended.code, 3) << ended.output;
}

}  // namespace
}  // namespace postern::test

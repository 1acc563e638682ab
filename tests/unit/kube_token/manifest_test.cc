// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <yaml-cpp/yaml.h>

#include <filesystem>
#include <thread>

#include "fixture.h"
#include "support/temp_dir.h"
#include "support/test_pki.h"

namespace postern::kube_token {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::MatchesRegex;

class Manifest : public KubeTokenTest {
 protected:
  nlohmann::json config() const {
    return {{"mode", "manifest"}, {"directory", directory_.path()}, {"ca_file", ca_file_}, {"api_server_endpoint", "api:6443"}};
  }
  std::vector<std::string> names() const {
    std::vector<std::string> found;
    for (const auto& entry : fs::directory_iterator(directory_.path())) found.push_back(entry.path().filename());
    return found;
  }
  std::string path(const std::string& id) const { return directory_.path() + "/bootstrap-token-" + id + ".yaml"; }

  test::TempDir directory_, elsewhere_;
  test::TestCa ca_{"cluster"};
  std::string ca_file_ = elsewhere_.write("ca.crt", ca_.certificate());
};

TEST_F(Manifest, WritesTheSecretOfTheTokenThatItHandsOut) {
  const auto backend = make(config());
  ASSERT_TRUE(contribute(*backend).ok());
  const std::string token = host_.field("token");
  ASSERT_THAT(token, MatchesRegex("[a-z0-9]{6}\\.[a-z0-9]{16}"));
  const std::string id = token.substr(0, 6);
  EXPECT_EQ(host_.effects, std::vector<std::string>{id});
  EXPECT_EQ(host_.field("api_server_endpoint"), "api:6443");
  EXPECT_THAT(host_.field("discovery_token_ca_cert_hash"), MatchesRegex("sha256:[0-9a-f]{64}"));
  EXPECT_THAT(names(), testing::ElementsAre("bootstrap-token-" + id + ".yaml"));

  const auto yaml = YAML::LoadFile(path(id));
  EXPECT_EQ(yaml["data"]["token-id"].as<std::string>(), base64(id));
  EXPECT_EQ(yaml["data"]["token-secret"].as<std::string>(), base64(token.substr(7)));
  EXPECT_EQ(yaml["data"]["expiration"].as<std::string>(), base64("2026-09-21T14:28:20Z"));  // the host's now + 15 min
  EXPECT_EQ(yaml["data"]["description"].as<std::string>(), base64("Handed out by Postern for request request-1"));
}

TEST_F(Manifest, FileIsPrivateWhateverTheUmask) {
  const mode_t before = umask(0);
  const auto backend = make(config());
  ASSERT_TRUE(contribute(*backend).ok());
  umask(before);
  struct stat info {};
  ASSERT_EQ(stat(path(host_.effects.at(0)).c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 07777, 0600u);
}

TEST_F(Manifest, ExpiresAfterTheConfiguredTime) {
  auto with_ttl = config();
  with_ttl["ttl"] = "1h";
  const auto backend = make(with_ttl);
  ASSERT_TRUE(contribute(*backend).ok());
  EXPECT_EQ(YAML::LoadFile(path(host_.effects.at(0)))["data"]["expiration"].as<std::string>(),
            base64("2026-09-21T15:13:20Z"));
}

TEST_F(Manifest, MakesNoTokenThatNobodyWants) {
  const auto backend = make(config());
  ASSERT_TRUE(contribute(*backend, {"discovery_token_ca_cert_hash", "api_server_endpoint"}).ok());
  EXPECT_EQ(host_.fields.size(), 2u);
  EXPECT_TRUE(host_.effects.empty());
  EXPECT_TRUE(names().empty());
  ASSERT_TRUE(contribute(*backend, {"state_disk_key"}).ok());
  EXPECT_TRUE(host_.fields.empty());
}

TEST_F(Manifest, RevokeRemovesItAndMayBeRepeated) {
  const auto backend = make(config());
  ASSERT_TRUE(contribute(*backend).ok());
  const std::string id = host_.effects.at(0);
  EXPECT_TRUE(revoke(*backend, id).ok());
  EXPECT_TRUE(names().empty());
  EXPECT_TRUE(revoke(*backend, id).ok());
  EXPECT_TRUE(revoke(*backend, "zzzzzz").ok());
}

TEST_F(Manifest, RevokeRemovesWhatAnInterruptedCreateLeft) {
  directory_.write(".bootstrap-token-abc123.yaml.tmp", "half");
  EXPECT_TRUE(revoke(*make(config()), "abc123").ok());
  EXPECT_TRUE(names().empty());
}

TEST_F(Manifest, RevokeTakesTokenIdsOnly) {
  elsewhere_.write("victim.yaml", "x");
  const auto backend = make(config());
  for (const std::string effect : {"", "abc12", "../abc", "abc123.yaml", "abc/23", "ABCDEF"})
    expect_failure(revoke(*backend, effect), POSTERN_INTERNAL, POSTERN_REASON_PLUGIN_FAULT);
}

TEST_F(Manifest, RefusesADirectoryThatOthersCanWrite) {
  const auto backend = make(config());
  for (const unsigned mode : {0770u, 0702u, 0777u}) {
    fs::permissions(directory_.path(), static_cast<fs::perms>(mode));
    expect_failure(contribute(*backend), POSTERN_MISCONFIGURED, POSTERN_REASON_MISCONFIGURED);
    expect_failure(self_test(*backend), POSTERN_MISCONFIGURED, POSTERN_REASON_MISCONFIGURED);
    EXPECT_TRUE(names().empty());
  }
  fs::permissions(directory_.path(), static_cast<fs::perms>(0750));
  EXPECT_TRUE(self_test(*backend).ok());
}

TEST_F(Manifest, RefusesADirectoryThatIsNone) {
  auto wrong = config();
  for (const std::string& path : {directory_.path() + "/missing", ca_file_}) {
    wrong["directory"] = path;
    const auto backend = make(wrong);
    expect_failure(self_test(*backend), POSTERN_MISCONFIGURED, POSTERN_REASON_MISCONFIGURED);
    expect_failure(contribute(*backend), POSTERN_MISCONFIGURED, POSTERN_REASON_MISCONFIGURED);
  }
}

TEST_F(Manifest, SelfTestLeavesNothingBehind) {
  const auto backend = make(config());
  directory_.write(".postern-self-test.tmp", "of a gate that was killed");
  EXPECT_TRUE(self_test(*backend).ok());
  EXPECT_TRUE(names().empty());
}

TEST_F(Manifest, NeedsAReadableCa) {
  const auto backend = make(config());
  elsewhere_.write("ca.crt", "no certificate");
  expect_failure(self_test(*backend), POSTERN_MISCONFIGURED, POSTERN_REASON_MISCONFIGURED);
  expect_failure(contribute(*backend), POSTERN_MISCONFIGURED, POSTERN_REASON_MISCONFIGURED);
  fs::remove(ca_file_);
  expect_failure(contribute(*backend), POSTERN_MISCONFIGURED, POSTERN_REASON_MISCONFIGURED);
  EXPECT_TRUE(names().empty());
  EXPECT_TRUE(host_.effects.empty());
}

// Whoever watches the directory sees whole files only, while many are made at once.
TEST_F(Manifest, AppearsWholeAndOncePerToken) {
  const auto backend = make(config());
  std::vector<std::thread> threads;
  std::vector<test::RecordingHost> hosts(8);
  for (test::RecordingHost& host : hosts)
    threads.emplace_back([&] {
      const std::string name = "token";
      const postern_bytes wanted[] = {sdk::raw(name)};
      for (int i = 0; i < 20; ++i) {
        auto call = host.call();
        EXPECT_TRUE(backend->contribute(call, {"join", "", "r", {}, wanted}).ok());
      }
    });
  while (names().size() < 160u && !HasFailure()) {
    for (const std::string& name : names()) {
      if (!name.starts_with("bootstrap-token-")) continue;
      EXPECT_EQ(YAML::LoadFile(directory_.path() + "/" + name)["data"].size(), 7u);
    }
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(names().size(), 160u);
}

}  // namespace
}  // namespace postern::kube_token

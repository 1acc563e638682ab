// SPDX-License-Identifier: Apache-2.0
#include "backends/kube-token/control_plane_files/control_plane_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "support/recording_host.h"
#include "support/temp_dir.h"

namespace postern::kube_token {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class ControlPlaneFilesTest : public testing::Test {
 protected:
  ControlPlaneFilesTest() {
    fs::create_directory(pki_.path() + "/etcd");
    for (const std::string_view name : kControlPlaneFiles) write(name);
  }
  void write(std::string_view name) {
    const bool is_key = name.ends_with(".key");
    pki_.write(std::string(name), "content of " + std::string(name), is_key ? 0600 : 0644);
  }
  std::unique_ptr<ControlPlaneFiles> backend() {
    const auto config = ControlPlaneFiles::read_config(nlohmann::json({{"directory", pki_.path()}}).dump());
    auto call = host_.call();
    return ControlPlaneFiles::create(call, config.value()).take();
  }
  sdk::Result<void> contribute(const std::string& role, std::string wanted = "control_plane_files") {
    host_.fields.clear();
    const postern_bytes names[] = {sdk::raw(std::string_view(wanted))};
    auto call = host_.call();
    return backend()->contribute(call, {"join", role, "request-1", {}, names});
  }
  // expect_refused: nothing at all is given, and the text names the file.
  void expect_refused(const std::string& name) {
    const auto result = contribute("control-plane");
    ASSERT_FALSE(result.ok());
    EXPECT_EQ(result.failure().status(), POSTERN_MISCONFIGURED);
    EXPECT_EQ(result.failure().code(), POSTERN_REASON_MISCONFIGURED);
    EXPECT_THAT(result.failure().operator_text(), HasSubstr(pki_.path() + "/" + name));
    EXPECT_TRUE(host_.fields.empty());
    auto call = host_.call();
    EXPECT_FALSE(backend()->self_test(call).ok());
  }

  test::TempDir pki_;
  test::RecordingHost host_;
};

TEST_F(ControlPlaneFilesTest, GivesAllToTheControlPlane) {
  const auto result = contribute("control-plane");
  ASSERT_TRUE(result.ok()) << result.failure().operator_text();
  std::vector<std::string> names;
  for (const auto& field : host_.fields) {
    EXPECT_EQ(field.name, "control_plane_files");
    EXPECT_EQ(field.value.type, POSTERN_TYPE_BYTES);
    EXPECT_EQ(field.value.bytes, "content of " + field.key);
    names.push_back(field.key);
  }
  EXPECT_THAT(names, testing::UnorderedElementsAre("ca.key", "sa.key", "front-proxy-ca.key", "etcd/ca.key", "ca.crt", "sa.pub",
                                                   "front-proxy-ca.crt", "etcd/ca.crt"));
  auto call = host_.call();
  EXPECT_TRUE(backend()->self_test(call).ok());
}

TEST_F(ControlPlaneFilesTest, GivesNothingToOthers) {
  for (const std::string role : {"worker", "", "Control-Plane", "control-plane "}) {
    EXPECT_TRUE(contribute(role).ok());
    EXPECT_TRUE(host_.fields.empty()) << role;
  }
  EXPECT_TRUE(contribute("control-plane", "token").ok());
  EXPECT_TRUE(host_.fields.empty());
}

TEST_F(ControlPlaneFilesTest, ReadsThemEachTime) {
  ASSERT_TRUE(contribute("control-plane").ok());
  pki_.write("ca.crt", "rotated", 0644);
  ASSERT_TRUE(contribute("control-plane").ok());
  const auto is_ca = [](const test::RecordedField& field) { return field.key == "ca.crt"; };
  EXPECT_EQ(std::find_if(host_.fields.begin(), host_.fields.end(), is_ca)->value.bytes, "rotated");
}

TEST_F(ControlPlaneFilesTest, GivesAllOrNone) {
  for (const std::string_view name : kControlPlaneFiles) {
    const std::string path = pki_.path() + "/" + std::string(name);
    fs::remove(path);
    expect_refused(std::string(name));
    pki_.write(std::string(name), "");
    expect_refused(std::string(name));
    pki_.write(std::string(name), std::string(64 * 1024 + 1, 'x'));
    expect_refused(std::string(name));
    fs::remove(path);
    write(name);
  }
}

TEST_F(ControlPlaneFilesTest, RefusesKeysThatOthersMayRead) {
  for (const std::string name : {"ca.key", "sa.key", "front-proxy-ca.key", "etcd/ca.key"}) {
    fs::permissions(pki_.path() + "/" + name, fs::perms(0640));
    expect_refused(name);
    fs::permissions(pki_.path() + "/" + name, fs::perms(0600));
  }
}

TEST(ControlPlaneFilesConfig, HasADefaultAndRefusesTheRest) {
  EXPECT_TRUE(nlohmann::json::parse(kControlPlaneFilesSchema).is_object());
  EXPECT_EQ(read_control_plane_files_config("{}").value().directory, "/etc/kubernetes/pki");
  for (const std::string config : {R"({"directory":"pki"})", R"({"directory":1})", R"({"folder":"/x"})"})
    EXPECT_FALSE(read_control_plane_files_config(config).ok()) << config;
}

}  // namespace
}  // namespace postern::kube_token

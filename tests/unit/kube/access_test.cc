// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "common/kube/in_cluster_access.h"
#include "common/kube/kubeconfig_access.h"
#include "common/kube/private_file.h"
#include "common/crypto/secret_text.h"
#include "unit/kube/fixture.h"
#include "support/temp_dir.h"
#include "support/test_pki.h"

namespace postern::kube {
namespace {

using common::text_of;
using testing::HasSubstr;
using testing::Not;

class Access : public KubeTest {
 protected:
  // kubeconfig: with these lines for the user; the CA is always a file.
  std::string kubeconfig(const std::string& user) const {
    return "current-context: c\ncontexts: [{name: c, context: {cluster: k, user: u}}]\nclusters:\n- name: k\n  cluster:\n"
           "    server: https://api:6443\n    certificate-authority: " + ca_file_ + "\nusers:\n- name: u\n  user:\n" + user;
  }
  sdk::Result<ApiAccess> load(const std::string& user) {
    host_.secrets["admin"] = kubeconfig(user);
    auto call = host_.call();
    return KubeconfigAccess("admin").load(call);
  }
  void expect_refused(const std::string& user, const std::string& says) {
    const auto result = load(user);
    expect_failure(result, POSTERN_MISCONFIGURED, POSTERN_REASON_MISCONFIGURED);
    EXPECT_THAT(result.failure().operator_text(), HasSubstr(says));
    EXPECT_THAT(result.failure().operator_text(), Not(HasSubstr("hunter2")));
  }
  static std::string data(const char* key, const std::string& pem) {
    return std::string("    ") + key + ": " + base64(pem) + "\n";
  }

  test::TempDir files_;
  test::TestCa ca_{"cluster"};
  test::PemPair client_ = ca_.issue({"admin"});
  std::string ca_file_ = files_.write("ca.crt", ca_.certificate(), 0644);
};

TEST_F(Access, TakesCertificateAndKeyFromDataOrFiles) {
  const auto in_place = load(data("client-certificate-data", client_.certificate) + data("client-key-data", client_.key));
  ASSERT_TRUE(in_place.ok()) << in_place.failure().operator_text();
  const auto from_files = load("    client-certificate: " + files_.write("c.crt", client_.certificate, 0644) +
                               "\n    client-key: " + files_.write("c.key", client_.key) + "\n");
  ASSERT_TRUE(from_files.ok()) << from_files.failure().operator_text();
  for (const ApiAccess* access : {&in_place.value(), &from_files.value()}) {
    EXPECT_EQ(access->ca, ca_.certificate());
    EXPECT_EQ(access->client_cert, client_.certificate);
    EXPECT_EQ(text_of(access->client_key), client_.key);
    EXPECT_EQ(access->token.size(), 0u);
  }
}

TEST_F(Access, TakesATokenFileWithItsLineEnd) {
  const auto access = load("    tokenFile: " + files_.write("token", "abc.DEF-1_2~3+4/5==\n") + "\n");
  ASSERT_TRUE(access.ok()) << access.failure().operator_text();
  EXPECT_EQ(text_of(access.value().token), "abc.DEF-1_2~3+4/5==");
}

TEST_F(Access, RefusesFilesThatOthersCanRead) {
  expect_refused("    tokenFile: " + files_.write("token", "hunter2", 0640) + "\n", "private to its owner");
  expect_refused("    client-certificate: " + files_.write("c.crt", client_.certificate) +
                     "\n    client-key: " + files_.write("c.key", client_.key, 0604) + "\n",
                 "private to its owner");
}

TEST_F(Access, RefusesCredentialsThatCannotWork) {
  expect_refused("    tokenFile: /does/not/exist\n", "cannot be opened");
  expect_refused("    tokenFile: " + files_.path() + "\n", "not a regular file");
  expect_refused("    tokenFile: " + files_.write("empty", "") + "\n", "is empty");
  expect_refused("    token: \"hunter2\\r\\nX-Evil: 1\"\n", "characters that no bearer token has");
  expect_refused("    token: \"  \"\n", "token is empty");
  expect_refused(data("client-certificate-data", client_.certificate) + data("client-key-data", "hunter2"),
                 "client key is not a readable");
  expect_refused(data("client-certificate-data", "hunter2") + data("client-key-data", client_.key),
                 "client certificate is not readable");
  expect_refused(data("client-certificate-data", client_.certificate) + data("client-key-data", ca_.issue({"x"}).key),
                 "does not belong");
  files_.write("ca.crt", "no certificate");
  expect_refused("    token: hunter2\n", "CA holds no readable");
}

TEST_F(Access, SaysThatTheKubeconfigCannotBeRead) {
  auto call = host_.call();
  expect_failure(KubeconfigAccess("missing").load(call), POSTERN_MISCONFIGURED, POSTERN_REASON_SECRET_UNREADABLE);
}

TEST_F(Access, InClusterReadsTheRotatedToken) {
  files_.write("token", "first", 0644);
  const InClusterAccess source(files_.path(), *parse_server_url("https://10.96.0.1:443"));
  auto call = host_.call();
  auto access = source.load(call);
  ASSERT_TRUE(access.ok()) << access.failure().operator_text();
  EXPECT_EQ(text_of(access.value().token), "first");
  EXPECT_EQ(access.value().ca, ca_.certificate());
  EXPECT_EQ(access.value().server.authority, "10.96.0.1:443");
  files_.write("token", "second\n", 0644);
  EXPECT_EQ(text_of(source.load(call).value().token), "second");
  std::filesystem::remove(files_.path() + "/token");
  EXPECT_FALSE(source.load(call).ok());
}

TEST_F(Access, FilesAreBounded) {
  const std::string huge = files_.write("huge", std::string(kMaxFile + 1, 'x'));
  EXPECT_THAT(read_file(huge, Privacy::kAny).failure().operator_text(), HasSubstr("1 MiB"));
  EXPECT_FALSE(read_file("/dev/zero", Privacy::kAny).ok());
  EXPECT_EQ(read_file(files_.write("full", std::string(kMaxFile, 'x')), Privacy::kOwnerOnly).value().size(), kMaxFile);
}

}  // namespace
}  // namespace postern::kube

// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "service_fixture.h"
#include "support/temp_dir.h"
#include "support/test_pki.h"

namespace postern::kms {
namespace {

using testing::HasSubstr;

class KmsServiceTls : public KmsServiceTest {
 protected:
  KmsServiceTls() {
    const auto server = ca_.issue({"kms.internal", "", {"DNS:kms.internal", "IP:127.0.0.1"}});
    cert_ = files_.write("server.crt", server.certificate);
    key_ = files_.write("server.key", server.key);
    client_ca_ = files_.write("client-ca.crt", client_authority_.certificate());
    const auto client = client_authority_.issue({"gate"});
    host_.secrets["kms-ca"] = ca_.certificate();
    host_.secrets["cert"] = client.certificate;
    host_.secrets["key"] = client.key;
  }

  std::vector<std::string> server_options(bool is_mutual) const {
    std::vector<std::string> options{"cert=" + cert_, "key=" + key_};
    if (is_mutual) options.push_back("client_ca=" + client_ca_);
    return options;
  }
  static nlohmann::json tls_config(const std::string& endpoint, const std::string& timeout = "20s") {
    return {{"mode", "grpc"}, {"endpoints", nlohmann::json::array({endpoint})}, {"ca", "kms-ca"}, {"measurement_salt", "msalt"}, {"timeout", timeout}};
  }
  static nlohmann::json mutual_config(const std::string& endpoint, const std::string& timeout = "20s") {
    auto config = tls_config(endpoint, timeout);
    config.update({{"tls", "mtls"}, {"client_cert", "cert"}, {"client_key", "key"}});
    return config;
  }
  // expect_unusable: create refuses, naming the secret.
  void expect_unusable(const std::string& name) {
    auto config = Kms::read_config(mutual_config("127.0.0.1:9").dump());
    auto call = host_.call();
    const auto made = Kms::create(call, config.take());
    ASSERT_FALSE(made.ok());
    EXPECT_EQ(made.failure().status(), POSTERN_MISCONFIGURED);
    EXPECT_EQ(made.failure().subject(), name) << made.failure().operator_text();
    EXPECT_THAT(made.failure().operator_text(), testing::Not(HasSubstr("BEGIN")));
  }

  test::TempDir files_;
  test::TestCa ca_{"service CA"}, client_authority_{"client CA"}, stranger_{"another CA"};
  std::string cert_, key_, client_ca_;
};

TEST_F(KmsServiceTls, GivesKeysOverTls) {
  KeyService service(server_options(false));
  expect_reference_keys(*make(tls_config(service.endpoint())));
}

TEST_F(KmsServiceTls, ChecksTheConfiguredServerName) {
  KeyService service(server_options(false));
  auto config = tls_config(service.endpoint(), "500ms");
  config["server_name"] = "kms.internal";
  expect_reference_keys(*make(config));
  config["server_name"] = "other.internal";
  const auto kms = make(config);
  expect_failure(contribute(*kms, TicketRequest(kDiskUuid)), POSTERN_UNAVAILABLE, POSTERN_REASON_BACKEND_UNAVAILABLE);
}

TEST_F(KmsServiceTls, RefusesAServiceOfAnotherCa) {
  KeyService service(server_options(false));
  host_.secrets["kms-ca"] = stranger_.certificate();
  const auto kms = make(tls_config(service.endpoint(), "500ms"));
  expect_failure(self_test(*kms), POSTERN_UNAVAILABLE, POSTERN_REASON_BACKEND_UNAVAILABLE);
  expect_failure(contribute(*kms, TicketRequest(kDiskUuid)), POSTERN_UNAVAILABLE, POSTERN_REASON_BACKEND_UNAVAILABLE);
  EXPECT_TRUE(host_.fields.empty());
}

TEST_F(KmsServiceTls, RefusesAPlaintextService) {
  KeyService service;
  const auto kms = make(tls_config(service.endpoint(), "500ms"));
  expect_failure(contribute(*kms, TicketRequest(kDiskUuid)), POSTERN_UNAVAILABLE, POSTERN_REASON_BACKEND_UNAVAILABLE);
}

TEST_F(KmsServiceTls, GivesKeysOverMutualTls) {
  KeyService service(server_options(true));
  expect_reference_keys(*make(mutual_config(service.endpoint())));
}

TEST_F(KmsServiceTls, IsRefusedWithoutAClientCertificate) {
  KeyService service(server_options(true));
  const auto kms = make(tls_config(service.endpoint(), "500ms"));
  const auto result = contribute(*kms, TicketRequest(kDiskUuid));
  expect_failure(result, POSTERN_UNAVAILABLE, POSTERN_REASON_BACKEND_UNAVAILABLE);
  EXPECT_TRUE(host_.fields.empty());
}

TEST_F(KmsServiceTls, IsRefusedWithAStrangersCertificate) {
  KeyService service(server_options(true));
  const auto client = stranger_.issue({"gate"});
  host_.secrets["cert"] = client.certificate;
  host_.secrets["key"] = client.key;
  const auto kms = make(mutual_config(service.endpoint(), "500ms"));
  expect_failure(contribute(*kms, TicketRequest(kDiskUuid)), POSTERN_UNAVAILABLE, POSTERN_REASON_BACKEND_UNAVAILABLE);
}

TEST_F(KmsServiceTls, CreateRefusesCertificatesThatCannotWork) {
  const auto good = host_.secrets;
  host_.secrets["kms-ca"] = "not PEM";
  expect_unusable("kms-ca");
  host_.secrets = good;
  host_.secrets["cert"] = "not PEM";
  expect_unusable("cert");
  host_.secrets = good;
  host_.secrets["key"] = "not PEM";
  expect_unusable("key");
  host_.secrets = good;
  host_.secrets["key"] = stranger_.issue({"gate"}).key;
  expect_unusable("key");
  host_.secrets = good;
  host_.secrets.erase("kms-ca");
  expect_unusable("kms-ca");
}

}  // namespace
}  // namespace postern::kms

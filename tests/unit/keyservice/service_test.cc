// SPDX-License-Identifier: Apache-2.0
//
// Gates (the kms plugin) and the running key service, over mutual TLS.

#include <gmock/gmock.h>
#include <grpcpp/grpcpp.h>
#include <signal.h>

#include <thread>

#include "kms.grpc.pb.h"
#include "process.h"
#include "support/openssl_kdf.h"
#include "support/soft_hsm.h"
#include "unit/kms/service_fixture.h"

namespace postern::keyservice {
namespace {

using kms::expect_failure;
using kms::kDiskUuid;
using kms::kMaster;
using kms::kSalt;
using kms::TicketRequest;
using testing::HasSubstr;
using testing::Not;

class ServiceTest : public KeyServiceTest {
 protected:
  std::string derived(const std::string& id) { return test::openssl_hkdf(kMaster, kSalt, "key-" + id, 32); }
  std::string hex(const std::string& field) { return sdk::to_hex(sdk::as_bytes(host_.field(field))); }
  void expect_right_keys(kms::Kms& kms) {
    const auto result =
        contribute(kms, TicketRequest(kDiskUuid, {"state_disk_key", "measurement_secret", "ssh_ca_seed"}));
    ASSERT_TRUE(result.ok()) << result.failure().operator_text();
    EXPECT_EQ(hex("state_disk_key"), derived(kDiskUuid));
    EXPECT_EQ(hex("measurement_secret"), derived("measurementSecret"));
    EXPECT_EQ(hex("ssh_ca_seed"), derived("ca_emergency_ssh"));
  }
  static void expect_no_secret(const std::string& log) {
    for (const std::string& secret : {kMaster, kSalt, sdk::to_hex(sdk::as_bytes(kMaster)), sdk::to_hex(sdk::as_bytes(kSalt))})
      EXPECT_THAT(log, Not(HasSubstr(secret)));
  }
};

TEST_F(ServiceTest, GivesTheKeysOfTheOpensslProgramOverMutualTls) {
  const auto service = start(door() + local_source());
  const auto kms = make(gate({service->address()}));
  EXPECT_TRUE(self_test(*kms).ok());
  expect_right_keys(*kms);
  const std::string line = service->wait_for("id=" + kDiskUuid);
  EXPECT_THAT(line, HasSubstr(" info key-given client=dns:gate.example "));
  EXPECT_THAT(line, HasSubstr(" length=32 status=OK"));
  expect_no_secret(service->log());
  for (const char* field : {"state_disk_key", "measurement_secret", "ssh_ca_seed"}) {
    EXPECT_THAT(service->log(), Not(HasSubstr(hex(field))));
    EXPECT_THAT(service->log(), Not(HasSubstr(host_.field(field))));
  }
}

// keys from local, key service and HSM: see also keys/hsm_test.cc.
TEST_F(ServiceTest, KeysOfAllSourcesAreEqual) {
  if (test::SoftHsm::module().empty()) GTEST_SKIP() << "softhsm2 is not installed";
  test::SoftHsm::get().add_token("equal", "pin-of-equal");
  files_.write("pin", "pin-of-equal\n");
  test::run({POSTERN_KEYSERVICE, "import", "--module", test::SoftHsm::module(), "--token-label", "equal", "--key-label", "prk",
             "--pin-file", files_.path() + "/pin", "--master-secret-file", files_.path() + "/master", "--salt-file",
             files_.path() + "/salt"});
  const auto hsm = start(door() + "[secrets]\npin = { file = \"pin\" }\n[source]\nmode = \"pkcs11\"\nmodule = \"" +
                         test::SoftHsm::module() + "\"\ntoken_label = \"equal\"\nkey_label = \"prk\"\npin = \"pin\"\n");
  files_.write("gate.pem", host_.secrets["cert"]);
  files_.write("gate.key", host_.secrets["key"]);
  files_.write("server-ca.pem", server_ca_.certificate());
  const auto upstream = start(door() +
                              "[secrets]\nca = { file = \"server-ca.pem\" }\ncert = { file = \"gate.pem\" }\n"
                              "key = { file = \"gate.key\" }\n[source]\nmode = \"grpc\"\ntls = \"mtls\"\nca = \"ca\"\n"
                              "client_cert = \"cert\"\nclient_key = \"key\"\nendpoints = [\"" + hsm->address() + "\"]\n");
  host_.secrets["pin"] = "pin-of-equal";
  const nlohmann::json direct{{"mode", "pkcs11"},   {"module", test::SoftHsm::module()}, {"token_label", "equal"},
                              {"key_label", "prk"}, {"pin", "pin"},                      {"measurement_salt", "msalt"}};
  for (const nlohmann::json& config : {local_config(), gate({hsm->address()}), gate({upstream->address()}), direct})
    expect_right_keys(*make(config));
  for (const auto* service : {hsm.get(), upstream.get()}) EXPECT_THAT(service->log(), Not(HasSubstr("pin-of-equal")));
}

TEST_F(ServiceTest, ReferencesOwnKeyServiceGivesTheSame) {
  kms::KeyService other;
  const auto service = start(door() + "[source]\nmode = \"grpc\"\ntls = \"off\"\nendpoints = [\"" + other.endpoint() + "\"]\n");
  expect_right_keys(*make(gate({service->address()})));
}

TEST_F(ServiceTest, RefusesClientsThatAreNotListed) {
  const auto service = start(door() + local_source());
  for (const test::LeafRequest& names :
       {test::LeafRequest{"gate.example", "", {"DNS:other.example"}}, test::LeafRequest{"gate", "", {}},
        test::LeafRequest{"x", "", {"URI:spiffe://gate.example"}}}) {
    use_client(names);
    const auto kms = make(gate({service->address()}));
    expect_failure(contribute(*kms, TicketRequest(kDiskUuid)), POSTERN_DENIED, POSTERN_REASON_BACKEND_REFUSED);
    EXPECT_TRUE(host_.fields.empty());
  }
  EXPECT_THAT(service->log(), HasSubstr("status=PERMISSION_DENIED"));
  EXPECT_THAT(service->log(), Not(HasSubstr("key-given")));
}

TEST_F(ServiceTest, ListsUrisAndCommonNames) {
  std::string toml = door() + local_source();
  toml.replace(toml.find("dns:gate.example\""), 17, "uri:spiffe://example/gate\", \"cn:by name\"");
  const auto service = start(toml);
  for (const test::LeafRequest& names :
       {test::LeafRequest{"x", "", {"URI:spiffe://example/gate"}}, test::LeafRequest{"by name", "", {}}}) {
    use_client(names);
    expect_right_keys(*make(gate({service->address()})));
  }
}

TEST_F(ServiceTest, RefusesStrangersInTheHandshake) {
  const auto service = start(door() + local_source());
  use_client_of(stranger_, {"gate", "", {"DNS:gate.example"}});
  expect_failure(contribute(*make(gate({service->address()}, "500ms")), TicketRequest(kDiskUuid)), POSTERN_UNAVAILABLE,
                 POSTERN_REASON_BACKEND_UNAVAILABLE);
  auto bare = gate({service->address()}, "500ms");
  bare["tls"] = "tls";
  bare.erase("client_cert");
  bare.erase("client_key");
  expect_failure(contribute(*make(bare), TicketRequest(kDiskUuid)), POSTERN_UNAVAILABLE, POSTERN_REASON_BACKEND_UNAVAILABLE);
  EXPECT_THAT(service->log(), Not(HasSubstr("key-")));
}

grpc::StatusCode ask(const std::string& address, const std::string& id, uint32_t length) {
  const auto stub = ::kms::API::NewStub(grpc::CreateChannel(address, grpc::InsecureChannelCredentials()));
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(20));
  ::kms::GetDataKeyRequest request;
  request.set_data_key_id(id);
  request.set_length(length);
  ::kms::GetDataKeyResponse response;
  const grpc::Status status = stub->GetDataKey(&context, request, &response);
  EXPECT_EQ(status.ok() ? length : 0, response.data_key().size());
  return status.error_code();
}

TEST_F(ServiceTest, RefusesRequestsThatAreNone) {
  const auto service = start("insecure_plaintext = true\nlisten = \"127.0.0.1:0\"\nids = [\"uuid\"]\nlongest_key = 64\n" + local_source());
  EXPECT_EQ(ask(service->address(), kDiskUuid, 64), grpc::OK);
  for (const std::string& id : {std::string(), std::string("measurementSecret"), std::string("a b"), std::string(257, 'x')})
    EXPECT_EQ(ask(service->address(), id, 32), grpc::INVALID_ARGUMENT) << id;
  EXPECT_EQ(ask(service->address(), kDiskUuid, 0), grpc::INVALID_ARGUMENT);
  EXPECT_EQ(ask(service->address(), kDiskUuid, 65), grpc::INVALID_ARGUMENT);
  EXPECT_NE(ask(service->address(), std::string(8192, 'x'), 32), grpc::OK);
}

TEST_F(ServiceTest, SaysWhenItsSecretsAreGone) {
  const auto service = start("insecure_plaintext = true\nlisten = \"127.0.0.1:0\"\n" + local_source());
  EXPECT_EQ(ask(service->address(), kDiskUuid, 32), grpc::OK);
  files_.write("master", kMaster, 0644);
  EXPECT_EQ(ask(service->address(), kDiskUuid, 32), grpc::INTERNAL);
  files_.write("master", kMaster + "\n");
  EXPECT_EQ(ask(service->address(), kDiskUuid, 32), grpc::INTERNAL);
  files_.write("master", kMaster);
  EXPECT_EQ(ask(service->address(), kDiskUuid, 32), grpc::OK);
  expect_no_secret(service->log());
}

TEST_F(ServiceTest, AnotherServiceAnswersWhileOneIsDown) {
  auto first = start(door() + local_source());
  const auto second = start(door() + local_source());
  const auto kms = make(gate({first->address(), second->address()}));
  expect_right_keys(*kms);
  EXPECT_THAT(second->log(), Not(HasSubstr("key-given")));
  first = nullptr;
  expect_right_keys(*kms);
  EXPECT_THAT(second->log(), HasSubstr("key-given"));
  expect_right_keys(*make(gate({"127.0.0.1:9", second->address()})));  // one that was never there
}

TEST_F(ServiceTest, AHangingServiceDoesNotUseUpTheTimeOfTheOthers) {
  kms::KeyService hanging({"behave=hang"}), good;
  auto config = gate({hanging.endpoint(), good.endpoint()}, "2s");
  config["tls"] = "off";
  for (const char* key : {"ca", "client_cert", "client_key"}) config.erase(key);
  const auto kms = make(config);
  for (int i = 0; i < 3; ++i) {
    const auto result = contribute(*kms, TicketRequest(kDiskUuid, {"state_disk_key"}));
    ASSERT_TRUE(result.ok()) << result.failure().operator_text();
    EXPECT_EQ(hex("state_disk_key"), derived(kDiskUuid));
  }
  EXPECT_THAT(hanging.next_request(), HasSubstr(kDiskUuid));
  for (int i = 0; i < 3; ++i) EXPECT_THAT(good.next_request(), HasSubstr(kDiskUuid));
}

TEST_F(ServiceTest, ARefusalIsFinal) {
  kms::KeyService refusing({"behave=7"}), good;
  auto config = gate({refusing.endpoint(), good.endpoint()});
  config["tls"] = "off";
  for (const char* key : {"ca", "client_cert", "client_key"}) config.erase(key);
  for (const char* code : {"3", "7", "16"}) {
    kms::KeyService other({std::string("behave=") + code});
    config["endpoints"] = {other.endpoint(), good.endpoint()};
    const auto kms = make(config);
    EXPECT_FALSE(contribute(*kms, TicketRequest(kDiskUuid, {"state_disk_key"})).ok()) << code;
  }
  config["endpoints"] = {good.endpoint()};
  ASSERT_TRUE(contribute(*make(config), TicketRequest(kDiskUuid, {"measurement_secret"})).ok());
  EXPECT_THAT(good.next_request(), HasSubstr("measurementSecret"));  // the first thing that it was asked
}

TEST_F(ServiceTest, AFlappingServiceIsAskedUntilItAnswers) {
  auto service = std::make_unique<kms::KeyService>();
  const std::string port = service->port();
  auto config = gate({service->endpoint()});
  config["tls"] = "off";
  for (const char* key : {"ca", "client_cert", "client_key"}) config.erase(key);
  const auto kms = make(config);
  for (int i = 0; i < 3; ++i) {
    expect_right_keys(*kms);
    service = nullptr;
    sdk::Result<void> result;
    std::thread waiting([&] { result = contribute(*kms, TicketRequest(kDiskUuid)); });
    service = std::make_unique<kms::KeyService>(std::vector<std::string>{"port=" + port});
    waiting.join();
    EXPECT_TRUE(result.ok()) << result.failure().operator_text();
  }
}

TEST_F(ServiceTest, HsmGoesAndComesBack) {
  if (test::SoftHsm::module().empty()) GTEST_SKIP() << "softhsm2 is not installed";
  test::SoftHsm& hsm = test::SoftHsm::get();
  hsm.add_token("goes", "pin-of-goes");
  files_.write("pin", "pin-of-goes");
  test::run({POSTERN_KEYSERVICE, "import", "--module", test::SoftHsm::module(), "--token-label", "goes", "--key-label", "prk",
             "--pin-file", files_.path() + "/pin", "--master-secret-file", files_.path() + "/master", "--salt-file",
             files_.path() + "/salt"});
  const auto service = start(door() + "[secrets]\npin = { file = \"pin\" }\n[source]\nmode = \"pkcs11\"\nmodule = \"" +
                             test::SoftHsm::module() + "\"\nuri = \"pkcs11:token=goes;object=prk\"\npin = \"pin\"\n");
  const auto kms = make(gate({service->address()}));
  expect_right_keys(*kms);
  hsm.remove();
  const auto impatient = make(gate({service->address()}, "300ms"));
  expect_failure(contribute(*impatient, TicketRequest(kDiskUuid)), POSTERN_UNAVAILABLE, POSTERN_REASON_BACKEND_UNAVAILABLE);
  hsm.put_back();
  expect_right_keys(*kms);
}

TEST_F(ServiceTest, TakesNewCertificatesWhenTheFilesChange) {
  const auto service = start(door() + local_source());
  test::TestCa new_clients("new client CA");
  files_.write("client-ca.pem", new_clients.certificate());
  use_client_of(new_clients, {"gate", "", {"DNS:gate.example"}});
  expect_right_keys(*make(gate({service->address()})));  // tries again until the service has looked
}

TEST_F(ServiceTest, EndsInOrder) {
  const auto service = start(door() + local_source());
  expect_right_keys(*make(gate({service->address()})));
  service->child().signal(SIGTERM);
  EXPECT_EQ(service->child().wait(), 0);
  EXPECT_THAT(service->log(), HasSubstr(" info stopped\n"));
}

}  // namespace
}  // namespace postern::keyservice

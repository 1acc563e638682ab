// SPDX-License-Identifier: Apache-2.0
#include "tools/keyservice/settings.h"

#include <gtest/gtest.h>

#include "support/temp_dir.h"

namespace postern::keyservice {
namespace {

const std::string kTls = R"(listen = "0.0.0.0:9000"
certificate = "tls/cert.pem"
private_key = "/abs/key.pem"
client_ca = "ca.pem"
clients = ["dns:gate.example", "uri:spiffe://example/gate", "cn:gate"]
)";
const std::string kSource = R"([secrets]
master = { file = "secrets/master" }
salt = { file = "/run/salt" }
[source]
mode = "local"
master_secret = "master"
salt = "salt"
)";

class SettingsTest : public testing::Test {
 protected:
  sdk::Result<Settings> read(const std::string& toml) {
    const auto file = read_toml(dir_.write("keyservice.toml", toml));
    if (!file.ok()) return file.failure();
    file_ = file.value();
    return read_settings(file.value());
  }
  void expect_refused(const std::string& toml, const std::string& pointer) {
    const auto result = read(toml);
    ASSERT_FALSE(result.ok()) << toml;
    EXPECT_EQ(result.failure().status(), POSTERN_MISCONFIGURED);
    EXPECT_EQ(result.failure().subject(), pointer) << toml;
  }
  test::TempDir dir_;
  TomlFile file_;
};

TEST_F(SettingsTest, ReadsMutualTlsWithPathsBesideTheFile) {
  const auto result = read(kTls + kSource);
  ASSERT_TRUE(result.ok()) << result.failure().operator_text();
  const Settings& settings = result.value();
  EXPECT_EQ(settings.listen, "0.0.0.0:9000");
  EXPECT_FALSE(settings.is_plaintext);
  EXPECT_EQ(settings.tls.certificate, dir_.path() + "/tls/cert.pem");
  EXPECT_EQ(settings.tls.private_key, "/abs/key.pem");
  ASSERT_EQ(settings.clients.size(), 3u);
  EXPECT_EQ(settings.clients[1].kind, NameKind::kUri);
  EXPECT_EQ(settings.clients[1].name, "spiffe://example/gate");
  EXPECT_EQ(settings.requests.longest_key, 32u);
  EXPECT_TRUE(settings.requests.forms.empty());
  EXPECT_EQ(settings.timeout, std::chrono::seconds(10));
  EXPECT_EQ(settings.secrets.at("master"), dir_.path() + "/secrets/master");
}

TEST_F(SettingsTest, RequiresMutualTls) {
  for (const char* key : {"certificate", "private_key", "client_ca", "clients"}) {
    std::string toml = kTls + kSource;
    const std::size_t at = toml.find(key);
    toml.erase(at, toml.find('\n', at) - at);
    expect_refused(toml, std::string("/") + key);
  }
  expect_refused("listen = \"127.0.0.1:9000\"\n" + kSource, "/certificate");
  expect_refused("insecure_plaintext = false\nlisten = \"127.0.0.1:9000\"\n" + kSource, "/certificate");
}

TEST_F(SettingsTest, TakesPlaintextOnlySpelledOutAndOnThisMachine) {
  for (const char* address : {"127.0.0.1:9000", "[::1]:0", "localhost:1", "unix:/run/kms.sock"})
    EXPECT_TRUE(read(std::string("insecure_plaintext = true\nlisten = \"") + address + "\"\n" + kSource).ok()) << address;
  for (const char* address : {"0.0.0.0:9000", "[::]:9000", "10.0.0.1:9000", "kms.internal:9000"})
    expect_refused(std::string("insecure_plaintext = true\nlisten = \"") + address + "\"\n" + kSource, "/insecure_plaintext");
  expect_refused("insecure_plaintext = true\n" + kTls + kSource, "/insecure_plaintext");
  expect_refused("insecure_plaintext = true\nlisten = \"127.0.0.1:1\"\nclients = [\"cn:x\"]\n" + kSource, "/clients");
}

TEST_F(SettingsTest, RefusesWhatDoesNotFitAndNamesTheKey) {
  expect_refused(kSource, "/listen");
  expect_refused("listen = \"9000\"\n" + kSource, "/listen");
  expect_refused("surprise = 1\n" + kTls + kSource, "/surprise");
  expect_refused("longest_key = 0\n" + kTls + kSource, "/longest_key");
  expect_refused("longest_key = 257\n" + kTls + kSource, "/longest_key");
  expect_refused("ids = []\n" + kTls + kSource, "/ids");
  expect_refused("ids = [\"uuid\", \"all\"]\n" + kTls + kSource, "/ids");
  expect_refused("timeout = \"99ms\"\n" + kTls + kSource, "/timeout");
  expect_refused(kTls, "/source");
  expect_refused(kTls + kSource + "surprise = 1\n", "/source/surprise");
  expect_refused(kTls + "[source]\nmode = \"local\"\nmaster_secret = \"m\"\nsalt = \"s\"\n", "/source/master_secret");
  expect_refused(kTls + "[source]\nmode = \"other\"\n", "/source/mode");
  expect_refused(kTls + "secrets = 1\n[source]\nmode = \"local\"\n", "/secrets");
  expect_refused(kTls + "[secrets]\nm = { path = \"x\" }\n[source]\nmode = \"local\"\n", "/secrets/m/file");
}

TEST_F(SettingsTest, RefusesClientsThatAreNoNames) {
  for (const char* client : {"gate", "dns:", "ip:127.0.0.1", "DNS:gate", ""}) {
    std::string toml = kTls + kSource;
    toml.replace(toml.find("cn:gate"), 7, client);
    expect_refused(toml, "/clients");
  }
}

TEST_F(SettingsTest, SaysWhereInTheFile) {
  expect_refused(kTls + "\n" + kSource + "surprise = 1\n", "/source/surprise");
  EXPECT_EQ(file_.place_of("/source/surprise"), dir_.path() + "/keyservice.toml:14:12");
  EXPECT_EQ(file_.place_of("/source/missing"), file_.place_of("/source"));
  EXPECT_EQ(file_.place_of("/missing"), dir_.path() + "/keyservice.toml");
  const auto broken = read("listen = \n");
  ASSERT_FALSE(broken.ok());
  EXPECT_NE(broken.failure().operator_text().find("keyservice.toml:1:"), std::string::npos);
}

}  // namespace
}  // namespace postern::keyservice

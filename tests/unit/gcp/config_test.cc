// SPDX-License-Identifier: Apache-2.0
#include "unit/gcp/machine_judge.h"
#include "validators/gcp/sev_es_config.h"
#include "validators/gcp/sev_snp_config.h"

namespace postern::gcp {
namespace {

using nlohmann::json;
using test::MisconfiguredAt;

auto with(json config, const char* key, const json& value) {
  config[key] = value;
  return parse_sev_es_config(config.dump());
}
auto without(json config, const char* key) {
  config.erase(key);
  return parse_sev_es_config(config.dump());
}
json api() { return test::sev_es_config("compute-api"); }
json certificate() { return test::sev_es_config("ak-certificate"); }

TEST(GcpConfig, ReadsTheComputeApi) {
  json config = api();
  config["allowed_zones"] = {"europe-west3-b"};
  config["compute_url"] = "https://compute.googleapis.com/";
  const auto parsed = parse_sev_es_config(config.dump());
  ASSERT_THAT(parsed, Succeeds());
  const AkTrustConfig& trust = parsed.value().ak_trust;
  EXPECT_EQ(trust.kind, AkTrustKind::kComputeApi);
  EXPECT_EQ(trust.allowed_projects, std::vector<std::string>{"example-project"});
  EXPECT_EQ(trust.allowed_zones, std::vector<std::string>{"europe-west3-b"});
  EXPECT_EQ(trust.compute_url, "https://compute.googleapis.com");
  EXPECT_EQ(trust.credentials.kind, CredentialsKind::kMetadata);
  EXPECT_EQ(trust.credentials.metadata_url, test::kMetadataUrl);
  EXPECT_TRUE(parsed.value().document.event_log_required);
  EXPECT_EQ(parsed.value().firmware.least_version, 1u);
  EXPECT_EQ(parsed.value().firmware.technologies, std::vector{gce::Technology::kAmdSev});
}

TEST(GcpConfig, ReadsAServiceAccount) {
  json config = api();
  config.erase("metadata_url");
  config.update({{"credentials", "service-account"}, {"token_url", test::kTokenUrl}, {"service_account", "gcp-key"}});
  const auto parsed = parse_sev_es_config(config.dump());
  ASSERT_THAT(parsed, Succeeds());
  EXPECT_EQ(parsed.value().ak_trust.credentials.kind, CredentialsKind::kServiceAccount);
  EXPECT_EQ(parsed.value().ak_trust.credentials.token_url, test::kTokenUrl);
  EXPECT_EQ(parsed.value().ak_trust.credentials.service_account, "gcp-key");
  EXPECT_THAT(without(config, "token_url"), MisconfiguredAt("/token_url"));
  EXPECT_THAT(without(config, "service_account"), MisconfiguredAt("/service_account"));
  EXPECT_THAT(with(config, "service_account", ""), MisconfiguredAt("/service_account"));
  EXPECT_THAT(with(config, "metadata_url", test::kMetadataUrl), MisconfiguredAt("/metadata_url"));
}

TEST(GcpConfig, ReadsRootsAndIntermediates) {
  json config = certificate();
  config["ak_intermediates"] = {test::write_certificate(test::GoogleCa().intermediate()).pem};
  const auto parsed = parse_sev_es_config(config.dump());
  ASSERT_THAT(parsed, Succeeds());
  EXPECT_EQ(parsed.value().ak_trust.kind, AkTrustKind::kAkCertificate);
  EXPECT_EQ(parsed.value().ak_trust.ak_roots.pins.size(), 3u) << "Google's two, and ours";
  EXPECT_EQ(parsed.value().ak_trust.ak_roots.certificates.size(), 4u);
  EXPECT_EQ(without(config, "trusted_ak_roots").value().ak_trust.ak_roots.pins.size(), 2u);
}

TEST(GcpConfig, TrustsNoIntermediate) {
  const std::string intermediate = test::write_certificate(test::GoogleCa().intermediate()).pem;
  EXPECT_THAT(with(certificate(), "trusted_ak_roots", {intermediate}), MisconfiguredAt("/trusted_ak_roots"));
  for (const json& bad : {json::array(), json{"no PEM"}, json{7}, json("text")}) {
    EXPECT_THAT(with(certificate(), "trusted_ak_roots", bad), MisconfiguredAt("/trusted_ak_roots")) << bad;
    EXPECT_THAT(with(certificate(), "ak_intermediates", bad), MisconfiguredAt("/ak_intermediates")) << bad;
  }
  EXPECT_THAT(with(certificate(), "ak_intermediates", std::vector<std::string>(9, intermediate)), MisconfiguredAt("/ak_intermediates"));
}

TEST(GcpConfig, NamesTheKeyThatIsWrong) {
  for (const json& bad : {json("any"), json(true), json()}) EXPECT_THAT(with(api(), "ak_trust", bad), MisconfiguredAt("/ak_trust"));
  for (const char* key : {"ak_trust", "allowed_projects", "compute_url", "credentials", "metadata_url", "measurements"})
    EXPECT_THAT(without(api(), key), MisconfiguredAt("/" + std::string(key)));
  for (const json& bad : {json::array(), json{"a/b"}, json{"111222333444"}, json{""}, json{"*"}, json("example-project"), json{7}})
    EXPECT_THAT(with(api(), "allowed_projects", bad), MisconfiguredAt("/allowed_projects")) << bad;
  for (const json& bad : {json::array(), json{"a/b"}, json{"google.com:z"}, json("z")})
    EXPECT_THAT(with(api(), "allowed_zones", bad), MisconfiguredAt("/allowed_zones")) << bad;
  for (const json& bad : {json("compute.googleapis.com"), json("https://"), json("ftp://a"), json("https://a?b"), json("https://a#b"),
                          json("https://a b"), json("https://a\n"), json("none"), json(7), json("https://" + std::string(600, 'a'))})
    EXPECT_THAT(with(api(), "compute_url", bad), MisconfiguredAt("/compute_url")) << bad;
  EXPECT_THAT(with(api(), "credentials", "none"), MisconfiguredAt("/credentials"));
  EXPECT_THAT(with(api(), "unknown", 1), MisconfiguredAt("/unknown"));
  EXPECT_THAT(parse_sev_es_config("[]"), MisconfiguredAt(""));
}

TEST(GcpConfig, RefusesKeysWithoutEffect) {
  for (const char* key : {"token_url", "service_account", "trusted_ak_roots", "ak_intermediates"})
    EXPECT_THAT(with(api(), key, "https://a"), MisconfiguredAt("/" + std::string(key)));
  for (const char* key : {"compute_url", "credentials", "metadata_url", "token_url", "service_account"})
    EXPECT_THAT(with(certificate(), key, "https://a"), MisconfiguredAt("/" + std::string(key)));
}

TEST(SevEsConfig, HasItsOwnKeys) {
  EXPECT_THAT(with(api(), "event_log", "optional"), MisconfiguredAt("/event_log"));
  EXPECT_THAT(with(api(), "event_log", "required"), Succeeds());
  for (const json& bad : {json::array(), json{"AMD_SEV"}, json("amd-sev"), json{1}})
    EXPECT_THAT(with(api(), "technologies", bad), MisconfiguredAt("/technologies")) << bad;
  for (const json& bad : {json(-1), json("1"), json(1.5), json(1ull << 40)})
    EXPECT_THAT(with(api(), "minimum_firmware_version", bad), MisconfiguredAt("/minimum_firmware_version")) << bad;
  EXPECT_EQ(with(api(), "minimum_firmware_version", 7).value().firmware.least_version, 7u);
}

TEST(SevSnpConfig, ReadsTrustAndPolicy) {
  const auto parsed = parse_sev_snp_config(test::sev_snp_config("compute-api").dump());
  ASSERT_THAT(parsed, Succeeds());
  EXPECT_TRUE(parsed.value().snp_policy.minimum_tcb);
  EXPECT_TRUE(parsed.value().snp_trust.kds.empty());
  json config = test::sev_snp_config("compute-api");
  config.erase("minimum_tcb");
  EXPECT_FALSE(parse_sev_snp_config(config.dump()).ok());
  config = test::sev_snp_config("compute-api");
  config["technologies"] = {"amd-sev-snp"};
  EXPECT_THAT(parse_sev_snp_config(config.dump()), MisconfiguredAt("/technologies"));
}

TEST(GcpSchemas, AreJsonAndMarkFilesAndAddresses) {
  for (const std::string_view text : {kSevEsSchema, kSevSnpSchema}) {
    const json schema = json::parse(text);
    EXPECT_EQ(schema["additionalProperties"], false);
    for (const char* key : {"compute_url", "metadata_url", "token_url"})
      EXPECT_EQ(schema["properties"][key]["x-postern-url"], true) << key;
    for (const char* key : {"trusted_ak_roots", "ak_intermediates"})
      EXPECT_EQ(schema["properties"][key]["x-postern-file"], "text") << key;
    EXPECT_EQ(schema["properties"]["measurements"]["x-postern-file"], "toml");
  }
}

// Each property of the schema is a key that the reader knows.
TEST(GcpSchemas, KnowTheSameKeysAsTheReaders) {
  const json properties = json::parse(kSevEsSchema)["properties"];
  EXPECT_EQ(properties.size(), 15u);
  for (const auto& [name, property] : properties.items()) {
    const auto parsed = with(api(), name.c_str(), json::object());
    ASSERT_FALSE(parsed.ok()) << name;
    EXPECT_THAT(parsed.failure().operator_text(), testing::Not(testing::HasSubstr("unknown key '" + name))) << name;
  }
}

}  // namespace
}  // namespace postern::gcp

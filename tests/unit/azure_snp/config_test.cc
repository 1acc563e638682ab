// SPDX-License-Identifier: Apache-2.0
#include "validators/azure-snp/validator_config.h"

#include "support/azure_evidence.h"
#include "unit/tpm2/failure_matchers.h"

namespace postern::azure_snp {
namespace {

using nlohmann::json;
using test::MisconfiguredAt;
using test::Succeeds;

const json& good_config() {
  static const json config = test::azure_snp_config();
  return config;
}
auto with(const char* key, json value) {
  json config = good_config();
  config[key] = std::move(value);
  return parse_validator_config(config.dump());
}
auto without(std::initializer_list<const char*> keys) {
  json config = good_config();
  for (const char* key : keys) config.erase(key);
  return parse_validator_config(config.dump());
}

TEST(ValidatorConfig, ReadsAllKeys) {
  json config = good_config();
  config["required_pcrs"] = {0, 4};
  config["event_log"] = "required";
  config["crl"] = "required";
  config["crl_max_age"] = "24h";
  config["product"] = "Genoa";
  config["id_key_enforcement"] = "maa-fallback";
  config["maa_url"] = "https://maa.example/";
  auto parsed = parse_validator_config(config.dump());
  ASSERT_THAT(parsed, Succeeds());
  const ValidatorConfig& read = parsed.value();
  EXPECT_EQ(read.document.required_pcrs, tpm2::pcr_bit(0) | tpm2::pcr_bit(4));
  EXPECT_TRUE(read.document.event_log_required);
  EXPECT_EQ(read.trust.roots.size(), 1u);
  EXPECT_EQ(read.trust.root_certificates.size(), 1u);
  EXPECT_EQ(read.trust.kds, test::kKdsUrl);
  EXPECT_EQ(read.trust.crl_max_age, std::chrono::hours(24));
  EXPECT_EQ(read.trust.product, snp::ProductLine::kGenoa);
  EXPECT_EQ(read.maa_url, "https://maa.example");
}

TEST(ValidatorConfig, HasDefaultsThatTrustAmdAlone) {
  auto parsed = without({"amd_roots", "trusted_roots", "kds"});
  ASSERT_THAT(parsed, Succeeds());
  EXPECT_EQ(parsed.value().trust.roots.size(), 3u);
  EXPECT_TRUE(parsed.value().trust.root_certificates.empty());
  EXPECT_EQ(parsed.value().trust.kds, "https://kdsintf.amd.com");
  EXPECT_FALSE(parsed.value().trust.crl_max_age);
  EXPECT_TRUE(parsed.value().maa_url.empty());
}

TEST(ValidatorConfig, NamesTheKeyThatIsWrong) {
  EXPECT_THAT(without({"measurements"}), MisconfiguredAt("/measurements"));
  EXPECT_THAT(without({"minimum_tcb"}), MisconfiguredAt("/minimum_tcb"));
  EXPECT_THAT(without({"id_key_digests"}), MisconfiguredAt("/id_key_digests"));
  EXPECT_THAT(without({"trusted_roots"}), MisconfiguredAt("/amd_roots"));
  EXPECT_THAT(with("amd_roots", "yes"), MisconfiguredAt("/amd_roots"));
  for (const json& roots : {json::array(), json{"no PEM"}, json(5), json{5}})
    EXPECT_THAT(with("trusted_roots", roots), MisconfiguredAt("/trusted_roots")) << roots;
  for (const char* kds : {"", "kdsintf.amd.com", "ftp://kds", "https://kds/?x"})
    EXPECT_THAT(with("kds", kds), MisconfiguredAt("/kds")) << kds;
  EXPECT_THAT(with("crl", "optional"), MisconfiguredAt("/crl"));
  EXPECT_THAT(with("crl_max_age", "24h"), MisconfiguredAt("/crl_max_age")) << "without crl";
  EXPECT_THAT(with("product", "Turin"), MisconfiguredAt("/product"));
  EXPECT_THAT(with("pinned_aks", json::array()), MisconfiguredAt("/pinned_aks"));
}

TEST(ValidatorConfig, RootsMustBeRootsOfAKnownProduct) {
  const test::AmdPki pki;
  test::CertificateParts other = pki.ark();
  other.common_name = other.issuer = "ARK-Naples";
  for (const test::CertificateParts& parts : {pki.ask(), pki.vek(), other})
    EXPECT_THAT(with("trusted_roots", {test::write_certificate(parts).pem}), MisconfiguredAt("/trusted_roots"))
        << parts.common_name;
}

TEST(ValidatorConfig, CrlsNeedAPlaceToComeFrom) {
  json config = good_config();
  config["kds"] = "none";
  EXPECT_THAT(parse_validator_config(config.dump()), Succeeds());
  config["crl"] = "required";
  EXPECT_THAT(parse_validator_config(config.dump()), MisconfiguredAt("/crl"));
}

TEST(ValidatorConfig, TheAttestationProviderGoesWithTheFallback) {
  EXPECT_THAT(with("maa_url", "https://maa.example"), MisconfiguredAt("/maa_url"));
  json config = good_config();
  config["id_key_enforcement"] = "maa-fallback";
  EXPECT_THAT(parse_validator_config(config.dump()), MisconfiguredAt("/maa_url"));
  for (const char* url : {"", "none", "maa.example", "https://maa.example?x"}) {
    config["maa_url"] = url;
    EXPECT_THAT(parse_validator_config(config.dump()), MisconfiguredAt("/maa_url")) << url;
  }
}

TEST(Schema, IsJsonAndMarksFilesAndAddresses) {
  const json schema = json::parse(validator_schema());
  EXPECT_EQ(schema["additionalProperties"], false);
  const json& properties = schema["properties"];
  EXPECT_EQ(properties["measurements"]["x-postern-file"], "toml");
  EXPECT_EQ(properties["trusted_roots"]["x-postern-file"], "text");
  EXPECT_EQ(properties["kds"]["x-postern-url"], true);
  EXPECT_EQ(properties["kds"]["default"], "https://kdsintf.amd.com");
  EXPECT_EQ(properties["maa_url"]["x-postern-url"], true);
  for (const auto& [name, property] : properties.items())
    EXPECT_TRUE(property.contains("description")) << name;
  for (const auto& [name, value] : good_config().items()) EXPECT_TRUE(properties.contains(name)) << name;
}

}  // namespace
}  // namespace postern::azure_snp

// SPDX-License-Identifier: Apache-2.0
#include "validators/azure-snp/issuer_config.h"

#include "unit/tpm2/failure_matchers.h"

namespace postern::azure_snp {
namespace {

using nlohmann::json;
using test::MisconfiguredAt;
using test::Succeeds;

sdk::Result<IssuerConfig> with(const std::string& key, json value) {
  return parse_issuer_config(json{{key, std::move(value)}}.dump());
}

TEST(AzureIssuerConfig, IsRightWithoutAnyKey) {
  const auto config = parse_issuer_config("{}");
  ASSERT_THAT(config, Succeeds());
  EXPECT_EQ(config.value().device.tcti, "device:/dev/tpmrm0");
  EXPECT_EQ(config.value().imds_url, "http://169.254.169.254");
  EXPECT_EQ(config.value().kds.kds, "https://kdsintf.amd.com");
  EXPECT_EQ(config.value().maa_url, "");
  EXPECT_FALSE(config.value().refresh_report);
}

TEST(AzureIssuerConfig, TakesUrlsWithAndWithoutASlash) {
  EXPECT_EQ(with("imds_url", "http://127.0.0.1:80/").value().imds_url, "http://127.0.0.1:80");
  EXPECT_EQ(with("maa_url", "https://a.weu.attest.azure.net/").value().maa_url, "https://a.weu.attest.azure.net");
  EXPECT_EQ(with("kds", "none").value().kds.kds, "");
}

TEST(AzureIssuerConfig, RefusesWhatDoesNotFit) {
  for (const char* key : {"imds_url", "maa_url", "kds"})
    for (const json& value : {json(""), json("ftp://x"), json("https://x?y"), json("https://x y"), json(7)})
      EXPECT_THAT(with(key, value), MisconfiguredAt(std::string("/") + key)) << value;
  EXPECT_THAT(with("product", "Turin"), MisconfiguredAt("/product"));
  EXPECT_THAT(with("refresh_report", "yes"), MisconfiguredAt("/refresh_report"));
  EXPECT_THAT(with("tcti", ""), MisconfiguredAt("/tcti"));
  EXPECT_THAT(with("event_log", ""), MisconfiguredAt("/event_log"));
  EXPECT_THAT(with("akhandle", "0x81000003"), MisconfiguredAt("/akhandle"));
}

TEST(AzureIssuerConfig, TheSchemaIsJson) {
  const json schema = json::parse(kIssuerSchema);
  for (const char* key : {"imds_url", "maa_url", "kds"})
    EXPECT_EQ(schema.at("properties").at(key).at("x-postern-url"), true);
}

}  // namespace
}  // namespace postern::azure_snp

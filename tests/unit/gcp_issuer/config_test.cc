// SPDX-License-Identifier: Apache-2.0
#include "validators/gcp/issuer_config.h"

#include "unit/tpm2/failure_matchers.h"

namespace postern::gcp {
namespace {

using nlohmann::json;
using test::MisconfiguredAt;
using test::Succeeds;

sdk::Result<SevSnpIssuerConfig> with(const std::string& key, json value) {
  return parse_sev_snp_issuer_config(json{{key, std::move(value)}}.dump());
}

TEST(GcpIssuerConfig, IsRightWithoutAnyKey) {
  const auto es = parse_sev_es_issuer_config("{}");
  ASSERT_THAT(es, Succeeds());
  EXPECT_EQ(es.value().metadata_url, "http://metadata.google.internal");
  EXPECT_EQ(es.value().device.event_log, "/sys/kernel/security/tpm0/binary_bios_measurements");
  const auto snp = parse_sev_snp_issuer_config("{}");
  ASSERT_THAT(snp, Succeeds());
  EXPECT_EQ(snp.value().tsm, "/sys/kernel/config/tsm/report");
  EXPECT_EQ(snp.value().kds.kds, "https://kdsintf.amd.com");
}

TEST(GcpIssuerConfig, RefusesWhatDoesNotFit) {
  EXPECT_THAT(with("metadata_url", "metadata.google.internal"), MisconfiguredAt("/metadata_url"));
  EXPECT_THAT(with("kds", "x"), MisconfiguredAt("/kds"));
  EXPECT_THAT(with("product", "Naples"), MisconfiguredAt("/product"));
  EXPECT_THAT(with("tsm", "relative"), MisconfiguredAt("/tsm"));
  EXPECT_THAT(with("tcti", ""), MisconfiguredAt("/tcti"));
  EXPECT_THAT(with("hierarchy", "owner"), MisconfiguredAt("/hierarchy"));
  EXPECT_THAT(parse_sev_es_issuer_config(R"({"tsm": "/x"})"), MisconfiguredAt("/tsm"));
}

TEST(GcpIssuerConfig, TheSchemasAreJson) {
  EXPECT_EQ(json::parse(kSevEsIssuerSchema).at("properties").size(), 3u);
  const json schema = json::parse(kSevSnpIssuerSchema);
  for (const char* key : {"metadata_url", "kds"})
    EXPECT_EQ(schema.at("properties").at(key).at("x-postern-url"), true);
}

}  // namespace
}  // namespace postern::gcp

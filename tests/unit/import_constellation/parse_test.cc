// SPDX-License-Identifier: Apache-2.0
//
// What is no configuration of Constellation's, or not one that Postern can stand in for, is refused at its place.

#include "unit/import_constellation/importing.h"
#include "unit/tpm2/failure_matchers.h"

namespace postern::constellation {
namespace {

using nlohmann::json;
using test::import_text;
using test::MisconfiguredAt;
using test::read_input_file;
using test::Succeeds;
using testing::HasSubstr;

std::string azure_with(const std::string& pointer, const json& value) {
  json config = json::parse(read_input_file("azure.json"));
  config[json::json_pointer(pointer)] = value;
  return config.dump();
}

TEST(ParseConstellation, TheTypeMustBeKnown) {
  const std::string bare = read_input_file("gcp-sev-snp.json");
  const auto unknown = import_text(bare);
  ASSERT_FALSE(unknown.ok());
  EXPECT_THAT(unknown.failure().operator_text(), HasSubstr("--variant"));
  for (const char* variant : {"aws-sev-snp", "aws-nitro-tpm", "azure-tdx", "azure-trustedlaunch", "qemu-tdx"}) {
    const auto refused = import_text(bare, variant);
    ASSERT_FALSE(refused.ok()) << variant;
    EXPECT_THAT(refused.failure().operator_text(), HasSubstr("no validator for " + std::string(variant)));
  }
  EXPECT_FALSE(import_text(bare, "gcp").ok());
}

TEST(ParseConstellation, OfSeveralSectionsOneIsNamed) {
  const json azure = json::parse(read_input_file("azure.json"));
  const std::string both = json{{"attestation", {{"azureSEVSNP", azure}, {"awsNitroTPM", {{"measurements", {}}}}}}}.dump();
  EXPECT_THAT(import_text(both), MisconfiguredAt("/attestation"));
  EXPECT_THAT(import_text(both, "azure-sev-snp"), Succeeds());
  EXPECT_THAT(import_text(both, "aws-nitro-tpm"), MisconfiguredAt("/attestation/awsNitroTPM"));
  EXPECT_THAT(import_text(both, "qemu-vtpm"), MisconfiguredAt("/attestation"));
}

TEST(ParseConstellation, MeasurementsAreOfPcrs) {
  const std::string good(64, 'a');
  const auto measured = [](const json& value) { return json{{"qemuVTPM", {{"measurements", {{"4", value}}}}}}.dump(); };
  EXPECT_THAT(import_text(measured(good)), Succeeds());
  EXPECT_THAT(import_text(measured({{"expected", good}})), Succeeds());
  for (const json& wrong : std::vector<json>{"", "xyz", std::string(62, 'a'), std::string(96, 'a'), 4, nullptr})
    EXPECT_THAT(import_text(measured(wrong)), MisconfiguredAt("/qemuVTPM/measurements/4")) << wrong;
  const std::string all = "/qemuVTPM/measurements", four = all + "/4";
  EXPECT_THAT(import_text(measured({{"expected", std::string(96, 'a')}})), MisconfiguredAt(four + "/expected"));
  EXPECT_THAT(import_text(measured({{"expected", good}, {"warnOnly", "yes"}})), MisconfiguredAt(four + "/warnOnly"));
  EXPECT_THAT(import_text(measured({{"expected", good}, {"warn", true}})), MisconfiguredAt(four + "/warn"));
  EXPECT_THAT(import_text(json{{"qemuVTPM", {{"measurements", {{"04", good}}}}}}.dump()), MisconfiguredAt(all));
  EXPECT_THAT(import_text(json{{"qemuVTPM", {{"measurements", json::object()}}}}.dump()), MisconfiguredAt(all));
}

TEST(ParseConstellation, APlaceholderIsNoMeasurement) {
  std::string placeholder;
  for (int i = 0; i < 16; ++i) placeholder += "1234";
  const auto refused = import_text(azure_with("/measurements/4/expected", placeholder));
  ASSERT_THAT(refused, MisconfiguredAt("/measurements/4/expected"));
  EXPECT_THAT(refused.failure().operator_text(), HasSubstr("fetch-measurements"));
}

TEST(ParseConstellation, WhatIsNotKnownMightRestrictAndIsRefused) {
  EXPECT_THAT(import_text(azure_with("/launchMeasurement", "x")), MisconfiguredAt("/launchMeasurement"));
  EXPECT_THAT(import_text(azure_with("/firmwareSignerConfig/x", 1)), MisconfiguredAt("/firmwareSignerConfig/x"));
}

TEST(ParseConstellation, LevelsAreBytes) {
  for (const json& wrong : std::vector<json>{-1, 256, 4.5, "4", "newest", nullptr, true})
    EXPECT_THAT(import_text(azure_with("/snpVersion", wrong)), MisconfiguredAt("/snpVersion")) << wrong;
}

TEST(ParseConstellation, SignersAreDigestsUnderAPolicy) {
  EXPECT_THAT(import_text(azure_with("/firmwareSignerConfig/acceptedKeyDigests", json::array({"00"}))),
              MisconfiguredAt("/firmwareSignerConfig/acceptedKeyDigests"));
  EXPECT_THAT(import_text(azure_with("/firmwareSignerConfig/acceptedKeyDigests", std::string(96, 'b'))), Succeeds());
  for (const json& wrong : std::vector<json>{"", "audit", 1, nullptr})
    EXPECT_THAT(import_text(azure_with("/firmwareSignerConfig/enforcementPolicy", wrong)),
                MisconfiguredAt("/firmwareSignerConfig/enforcementPolicy"));
}

TEST(ParseConstellation, UrlsOfProvidersAreHosts) {
  json config = json::parse(read_input_file("azure.json"));
  config["firmwareSignerConfig"]["enforcementPolicy"] = "maaFallback";
  for (const char* wrong : {"", "http://a.attest.azure.net", "https://", "https://a/b", "https://a\"\nhosts=[]",
                            "https://a:8443"}) {
    config["firmwareSignerConfig"]["maaURL"] = wrong;
    EXPECT_THAT(import_text(config.dump()), MisconfiguredAt("maaURL")) << wrong;
  }
}

TEST(ParseConstellation, TextsThatAreNoneAreRefused) {
  for (const std::string text :
       {"", " \n", "{", "[]", "4", "- a\n- b\n", "a: 1\na: 2\n", "? [x]\n: 1\n", "a: b: c", "a: 1\n---\nb: 2\n",
        "kind: ConfigMap\n", "kind: ConfigMap\ndata: {attestationConfig: '{'}\n", "{\"a\":1,\"a\":2}", "a: \"\xff\"\n"})
    EXPECT_FALSE(import_text(text).ok()) << text;
  EXPECT_FALSE(import_text("a: " + std::string(300 * 1024, 'x')).ok());
}

TEST(ParseConstellation, AliasesCannotBlowATextUp) {
  std::string bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 12; ++i) {
    const std::string last = "*a" + std::to_string(i - 1);
    bomb += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + last;
    for (int j = 0; j < 9; ++j) bomb += ", " + last;
    bomb += "]\n";
  }
  const auto refused = read_source(bomb);
  ASSERT_FALSE(refused.ok());
  EXPECT_THAT(refused.failure().operator_text(), HasSubstr("too large or too deep"));
  EXPECT_FALSE(read_source("a: &a [*a]\n").ok());
  EXPECT_FALSE(read_source("a: " + std::string(100, '[') + std::string(100, ']')).ok());
}

}  // namespace
}  // namespace postern::constellation

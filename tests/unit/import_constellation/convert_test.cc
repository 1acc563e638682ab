// SPDX-License-Identifier: Apache-2.0
//
// What becomes of real-looking configurations of every type.

#include "tools/import-constellation/convert.h"

#include <toml++/toml.h>

#include "unit/import_constellation/importing.h"
#include "unit/tpm2/failure_matchers.h"

namespace postern::constellation {
namespace {

using test::content;
using test::import_text;
using test::MisconfiguredAt;
using test::read_input_file;
using test::Succeeds;
using testing::HasSubstr;

const ConvertChoice kGoogle{.projects = {"example-project"}};

toml::table gate_of(const Imported& imported) { return toml::parse(content(imported, "gate.toml")); }

// config_of: the validator's configuration in the gate's file.
toml::table config_of(const Imported& imported) { return *gate_of(imported)["instances"]["machine"]["config"].as_table(); }

std::vector<std::string> texts(const toml::node_view<toml::node>& list) {
  std::vector<std::string> out;
  for (const toml::node& item : *list.as_array()) out.push_back(item.value<std::string>().value());
  return out;
}

TEST(Convert, AzureWithADigestThatMustMatch) {
  const auto imported = import_text(read_input_file("azure.json"), "", {.set_name = "image-1"});
  ASSERT_THAT(imported, Succeeds());
  toml::table config = config_of(imported.value());
  EXPECT_EQ(config["minimum_tcb"]["bootloader"].value<int>(), 4);
  EXPECT_EQ(config["minimum_tcb"]["snp"].value<int>(), 24);
  EXPECT_EQ(config["minimum_tcb"]["microcode"].value<int>(), 219);
  EXPECT_EQ(texts(config["id_key_digests"]).size(), 3u);
  EXPECT_EQ(config["id_key_enforcement"].value<std::string>(), "equal");
  EXPECT_EQ(config["amd_roots"].value<bool>(), false);
  EXPECT_EQ(texts(config["trusted_roots"]), std::vector<std::string>{"amd-root.pem"});
  EXPECT_THAT(content(imported.value(), "amd-root.pem"), HasSubstr("BEGIN CERTIFICATE"));

  toml::table sets = toml::parse(content(imported.value(), "measurements.toml"));
  toml::table& set = *(*sets["set"].as_array())[0].as_table();
  EXPECT_EQ(set["name"].value<std::string>(), "image-1");
  EXPECT_EQ(set["pcrs"].as_table()->size(), 12u);
  EXPECT_EQ(set["pcrs"]["14"]["warn_only"].value<bool>(), true);
  EXPECT_EQ(set["pcrs"]["4"]["warn_only"].value<bool>(), std::nullopt);
  EXPECT_EQ(set["pcrs"]["8"]["expected"].value<std::string>(), std::string(64, '0'));
}

TEST(Convert, AzureWithTokensOfTheAttestationService) {
  const auto imported = import_text(read_input_file("azure-maa.yaml"));
  ASSERT_THAT(imported, Succeeds());
  toml::table config = config_of(imported.value());
  EXPECT_EQ(config["id_key_enforcement"].value<std::string>(), "maa-fallback");
  EXPECT_EQ(config["maa_url"].value<std::string>(), "https://constell01.neu.attest.azure.net");
  EXPECT_THAT(texts(gate_of(imported.value())["collateral"]["hosts"]),
              testing::UnorderedElementsAre("kdsintf.amd.com", "constell01.neu.attest.azure.net"));
}

TEST(Convert, TheJoinServicesConfigMapIsTheSame) {
  const auto imported = import_text(read_input_file("join-config.yaml"));
  const auto plain = import_text(read_input_file("azure.json"));
  ASSERT_THAT(imported, Succeeds());
  for (const char* name : {"gate.toml", "measurements.toml", "amd-root.pem"})
    EXPECT_EQ(content(imported.value(), name), content(plain.value(), name));
}

TEST(Convert, GoogleWithReports) {
  const auto imported = import_text(read_input_file("gcp-sev-snp.json"), "gcp-sev-snp", kGoogle);
  ASSERT_THAT(imported, Succeeds());
  toml::table gate = gate_of(imported.value());
  EXPECT_EQ(gate["instances"]["machine"]["use"].value<std::string>(), "gcp/gcp-sev-snp");
  EXPECT_EQ(texts(config_of(imported.value())["allowed_projects"]), std::vector<std::string>{"example-project"});
  EXPECT_THAT(imported.value().notes, testing::Contains(HasSubstr("amdSigningKey is left out")));
}

TEST(Convert, GoogleWithTheOlderSpelling) {
  const auto imported = import_text(read_input_file("gcp-sev-es.json"), "gcp-sev-es", kGoogle);
  ASSERT_THAT(imported, Succeeds());
  toml::table sets = toml::parse(content(imported.value(), "measurements.toml"));
  toml::table& pcrs = *(*sets["set"].as_array())[0].as_table()->get("pcrs")->as_table();
  EXPECT_EQ(pcrs["4"]["expected"].value<std::string>()->size(), 64u);
  EXPECT_FALSE(config_of(imported.value()).contains("minimum_tcb"));
}

TEST(Convert, QemuBelievesAnyTpmAndSaysSo) {
  const auto imported = import_text(read_input_file("qemu.yaml"));
  ASSERT_THAT(imported, Succeeds());
  EXPECT_EQ(config_of(imported.value())["ak_trust"].value<std::string>(), "any");
  EXPECT_THAT(content(imported.value(), "gate.toml"), HasSubstr("for development only"));
}

TEST(Convert, LatestNeedsANumber) {
  const std::string text = read_input_file("azure-latest.json");
  EXPECT_THAT(import_text(text), MisconfiguredAt("snpVersion"));
  EXPECT_THAT(import_text(text, "", {.latest = {.bootloader = {}, .tee = {}, .snp = 24, .microcode = {}}}),
              MisconfiguredAt("microcodeVersion"));
  const auto imported = import_text(text, "", {.latest = {.bootloader = 99, .tee = {}, .snp = 25, .microcode = 220}});
  ASSERT_THAT(imported, Succeeds());
  toml::table config = config_of(imported.value());
  EXPECT_EQ(config["minimum_tcb"]["snp"].value<int>(), 25);
  EXPECT_EQ(config["minimum_tcb"]["bootloader"].value<int>(), 4);  // what the file says stays
}

TEST(Convert, NothingIsImportedMoreLaxly) {
  const auto changed = [](const std::string& pointer, const nlohmann::json& value) {
    auto config = nlohmann::json::parse(read_input_file("azure.json"));
    config[nlohmann::json::json_pointer(pointer)] = value;
    return config.dump();
  };
  const std::string signer = "/firmwareSignerConfig/";
  const std::string digests = signer + "acceptedKeyDigests";
  EXPECT_THAT(import_text(changed(digests, nlohmann::json::array())), MisconfiguredAt("acceptedKeyDigests"));
  EXPECT_THAT(import_text(changed(digests, std::string(96, '0'))), MisconfiguredAt("/id_key_digests/0"));
  EXPECT_THAT(import_text(changed(signer + "enforcementPolicy", "maaFallback")), MisconfiguredAt("maaURL"));
  EXPECT_THAT(import_text(changed("/amdRootKey", "not a certificate")), MisconfiguredAt("amdRootKey"));
  auto all_warn = nlohmann::json::parse(read_input_file("azure.json"))["measurements"];
  for (auto& entry : all_warn) entry["warnOnly"] = true;
  EXPECT_THAT(import_text(changed("/measurements", all_warn)), MisconfiguredAt("/measurements/0/pcrs"));
  const std::string google = read_input_file("gcp-sev-es.json");
  EXPECT_THAT(import_text(google, "gcp-sev-es"), MisconfiguredAt("project"));
  EXPECT_THAT(import_text(google, "gcp-sev-es", {.projects = {"\"] # 1"}}), MisconfiguredAt("project"));
}

TEST(Convert, ADigestThatOnlyWarnsStaysSo) {
  auto config = nlohmann::json::parse(read_input_file("azure.json"));
  for (const auto& [policy, word] : std::map<std::string, std::string>{
           {"\"warnOnly\"", "warn"}, {"false", "warn"}, {"true", "equal"}, {"\"StrictChecking\"", "equal"}}) {
    config["firmwareSignerConfig"]["enforcementPolicy"] = nlohmann::json::parse(policy);
    const auto imported = import_text(config.dump());
    ASSERT_THAT(imported, Succeeds());
    EXPECT_EQ(config_of(imported.value())["id_key_enforcement"].value<std::string>(), word);
  }
}

TEST(Convert, WithoutARootAllOfAmdsAreBelieved) {
  auto config = nlohmann::json::parse(read_input_file("azure.json"));
  config["amdRootKey"] = "";
  const auto imported = import_text(config.dump());
  ASSERT_THAT(imported, Succeeds());
  EXPECT_FALSE(config_of(imported.value()).contains("amd_roots"));
  EXPECT_EQ(content(imported.value(), "amd-root.pem"), "");
  EXPECT_THAT(imported.value().notes, testing::Contains(HasSubstr("There is no amdRootKey")));
}

}  // namespace
}  // namespace postern::constellation

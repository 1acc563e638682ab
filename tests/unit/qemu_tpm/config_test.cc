// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "unit/tpm2/failure_matchers.h"
#include "validators/qemu-tpm/issuer.h"
#include "validators/qemu-tpm/validator.h"

namespace postern::qemu_tpm {
namespace {

using nlohmann::json;
using test::MisconfiguredAt;
using test::Succeeds;

const std::string kName = "000B" + std::string(64, 'a');

json good_config() {
  return {{"ak_trust", "pinned"},
          {"pinned_aks", {kName}},
          {"measurements", {{{"name", "image"}, {"pcrs", {{"4", {{"expected", std::string(64, '0')}}}}}}}}};
}
auto with(const char* key, json value) {
  json config = good_config();
  config[key] = std::move(value);
  return parse_validator_config(config.dump());
}
auto without(const char* key) {
  json config = good_config();
  config.erase(key);
  return parse_validator_config(config.dump());
}

TEST(ValidatorConfig, ReadsAllKeys) {
  json config = good_config();
  config["required_pcrs"] = {0, 4, 23};
  config["event_log"] = "required";
  const auto parsed = parse_validator_config(config.dump());
  ASSERT_THAT(parsed, Succeeds());
  EXPECT_EQ(parsed.value().ak_trust, AkTrust::kPinned);
  EXPECT_EQ(sdk::to_hex(parsed.value().pinned_aks.at(0)), "000b" + std::string(64, 'a'));
  EXPECT_EQ(parsed.value().document.required_pcrs, tpm2::pcr_bit(0) | tpm2::pcr_bit(4) | tpm2::pcr_bit(23));
  EXPECT_TRUE(parsed.value().document.event_log_required);
}

TEST(ValidatorConfig, HasDefaultsForAllButTrustAndMeasurements) {
  const auto parsed = parse_validator_config(good_config().dump());
  ASSERT_THAT(parsed, Succeeds());
  EXPECT_EQ(parsed.value().document.required_pcrs, tpm2::pcr_bit(4));
  EXPECT_FALSE(parsed.value().document.event_log_required);
  EXPECT_THAT(without("ak_trust"), MisconfiguredAt("/ak_trust"));
  EXPECT_THAT(without("measurements"), MisconfiguredAt("/measurements"));
  EXPECT_THAT(without("pinned_aks"), MisconfiguredAt("/pinned_aks"));
}

TEST(ValidatorConfig, NamesTheKeyThatIsWrong) {
  EXPECT_THAT(parse_validator_config("[]"), MisconfiguredAt(""));
  EXPECT_THAT(parse_validator_config("{"), MisconfiguredAt(""));
  EXPECT_THAT(with("ak_trust", "all"), MisconfiguredAt("/ak_trust"));
  EXPECT_THAT(with("ak_trust", true), MisconfiguredAt("/ak_trust"));
  EXPECT_THAT(with("ak_trust", "any"), MisconfiguredAt("/pinned_aks"));
  for (const json& names :
       {json::array(), json{"000b"}, json{"zz"}, json{kName + "00"}, json{"0004" + std::string(40, 'a')},
        json{"0012" + std::string(64, 'a')}, json{5}, json(kName)})
    EXPECT_THAT(with("pinned_aks", names), MisconfiguredAt("/pinned_aks")) << names;
  for (const json& pcrs : {json::array(), json{24}, json{-1}, json{"4"}, json{4.5}, json(4)})
    EXPECT_THAT(with("required_pcrs", pcrs), MisconfiguredAt("/required_pcrs")) << pcrs;
  EXPECT_THAT(with("measurements", json::array()), MisconfiguredAt("/measurements"));
  EXPECT_THAT(with("event_log", "maybe"), MisconfiguredAt("/event_log"));
  EXPECT_THAT(with("pinned", json::array()), MisconfiguredAt("/pinned"));
}

TEST(IssuerConfig, HasDefaults) {
  const auto parsed = parse_issuer_config("{}");
  ASSERT_THAT(parsed, Succeeds());
  EXPECT_EQ(parsed.value().device.tcti, "device:/dev/tpmrm0");
  EXPECT_EQ(parsed.value().device.event_log, "/sys/kernel/security/tpm0/binary_bios_measurements");
  EXPECT_TRUE(parsed.value().device.event_log_may_miss);
  EXPECT_FALSE(parsed.value().ak_handle);
}

TEST(IssuerConfig, ReadsAllKeys) {
  const auto parsed =
      parse_issuer_config(R"({"tcti": "swtpm:path=/x", "ak_handle": "0x81008F01", "event_log": "none"})");
  ASSERT_THAT(parsed, Succeeds());
  EXPECT_EQ(parsed.value().device.tcti, "swtpm:path=/x");
  EXPECT_EQ(parsed.value().ak_handle, 0x81008F01u);
  EXPECT_EQ(parsed.value().device.event_log, "");
  EXPECT_EQ(parse_issuer_config(R"({"hierarchy": "endorsement"})").value().hierarchy,
            tpm2::Hierarchy::kEndorsement);
}

TEST(IssuerConfig, NamesTheKeyThatIsWrong) {
  for (const char* handle : {"\"\"", "\"81000000\"", "\"0x8100\"", "\"0x80000000\"", "\"0x8100000g\"", "5"})
    EXPECT_THAT(parse_issuer_config("{\"ak_handle\": " + std::string(handle) + "}"),
                MisconfiguredAt("/ak_handle"));
  EXPECT_THAT(parse_issuer_config(R"({"hierarchy": "platform"})"), MisconfiguredAt("/hierarchy"));
  EXPECT_THAT(parse_issuer_config(R"({"hierarchy": "owner", "ak_handle": "0x81000000"})"),
              MisconfiguredAt("/hierarchy"));
  EXPECT_THAT(parse_issuer_config(R"({"tcti": ""})"), MisconfiguredAt("/tcti"));
  EXPECT_THAT(parse_issuer_config(R"({"event_log": ""})"), MisconfiguredAt("/event_log"));
  EXPECT_THAT(parse_issuer_config(R"({"device": "/dev/tpm0"})"), MisconfiguredAt("/device"));
}

TEST(Schemas, AreJsonAndNameTheFileProperty) {
  const json validator = json::parse(kValidatorSchema);
  EXPECT_EQ(validator["properties"]["measurements"]["x-postern-file"], "toml");
  EXPECT_EQ(validator["additionalProperties"], false);
  EXPECT_EQ(json::parse(kIssuerSchema)["additionalProperties"], false);
}

}  // namespace
}  // namespace postern::qemu_tpm

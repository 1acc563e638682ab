// SPDX-License-Identifier: Apache-2.0
#include "common/snp/parse_policy.h"

#include <set>

#include "common/snp/policy_schema.h"
#include "unit/tpm2/failure_matchers.h"

namespace postern::snp {
namespace {

using nlohmann::json;
using test::MisconfiguredAt;
using test::Succeeds;

constexpr PolicyRules kAnyGuest{}, kAzure{.allows_maa_fallback = true, .needs_launch_identity = true};

const std::string kMinimum = R"({"bootloader": 4, "tee": 0, "snp": 24, "microcode": 219})";
const std::string kFloor = R"({"name": "f", "date": "2025-02-03", "source": "s", "minimum": {"milan": )" + kMinimum + "}}";
const std::string kDigest = '"' + std::string(96, 'a') + '"', kHostData = '"' + std::string(64, 'b') + '"';

// parse: keys of a configuration; $M, $F, $D and $H stand for a minimum, a floor, a digest and host data.
sdk::Result<SnpPolicy> parse(std::string keys, const PolicyRules& rules = kAnyGuest) {
  const std::pair<const char*, std::string> shorts[] = {
      {"$M", kMinimum}, {"$F", kFloor}, {"$D", kDigest}, {"$H", kHostData}};
  for (const auto& [name, text] : shorts)
    for (auto at = keys.find(name); at != std::string::npos; at = keys.find(name, at + text.size()))
      keys.replace(at, 2, text);
  sdk::JsonConfig reader(json::parse("{" + keys + "}"), "");
  POSTERN_TRY(policy, parse_policy(reader, rules));
  POSTERN_CHECK(reader.finish());
  return policy;
}

TEST(ParsePolicy, DefaultsAreStrict) {
  const auto policy = parse(R"("minimum_tcb": $M)");
  ASSERT_THAT(policy, Succeeds());
  const SnpPolicy& p = policy.value();
  EXPECT_FALSE(p.allow_debug || p.allow_migration_agent || p.require_single_socket);
  EXPECT_TRUE(p.allow_smt && p.allow_provisional_firmware && p.check_launch_tcb);
  EXPECT_EQ(p.vmpls, std::set<uint32_t>{0});
  ASSERT_TRUE(p.minimum_tcb.has_value());
  EXPECT_EQ(to_text(*p.minimum_tcb), "bootloader 4 tee 0 snp 24 microcode 219");
  EXPECT_FALSE(p.tcb_floor || p.minimum_firmware || p.compares_keys());
  EXPECT_EQ(p.minimum_guest_svn, 0u);
  EXPECT_EQ(p.id_key_enforcement, IdKeyEnforcement::kEqual);
  EXPECT_TRUE(p.launch_measurements.empty() && p.host_data.empty());
}

TEST(ParsePolicy, ReadsEveryKey) {
  const auto policy = parse(R"("minimum_tcb": {"fmc": 1, "bootloader": 2, "tee": 3, "snp": 4, "microcode": 255},
      "tcb_floor": [$F], "check_launch_tcb": false, "allow_provisional_firmware": false, "minimum_firmware": "1.55.29",
      "allow_debug": true, "allow_migration_agent": true, "allow_smt": false, "require_single_socket": true,
      "vmpl": [1, 3], "minimum_guest_svn": 4294967295, "launch_measurements": [$D], "host_data": [$H, $H],
      "id_key_digests": [$D], "author_key_digests": [$D], "id_key_enforcement": "maa-fallback")",
                            kAzure);
  ASSERT_THAT(policy, Succeeds());
  const SnpPolicy& p = policy.value();
  EXPECT_TRUE(p.allow_debug && p.allow_migration_agent && p.require_single_socket);
  EXPECT_FALSE(p.allow_smt || p.allow_provisional_firmware || p.check_launch_tcb);
  EXPECT_EQ(p.vmpls, (std::set<uint32_t>{1, 3}));
  EXPECT_EQ(p.minimum_tcb->fmc, 1);
  EXPECT_EQ(p.minimum_tcb->microcode, 255);
  EXPECT_EQ(p.tcb_floor->name, "f");
  EXPECT_EQ(p.tcb_floor->minimum.at(Silicon::kMilan).microcode, 219);
  EXPECT_EQ(p.minimum_firmware->major, 1);
  EXPECT_EQ(p.minimum_firmware->minor, 55);
  EXPECT_EQ(p.minimum_firmware->build, 29);
  EXPECT_EQ(p.minimum_guest_svn, 0xFFFFFFFFu);
  EXPECT_EQ(p.launch_measurements.at(0), sdk::ByteVector(48, std::byte{0xAA}));
  EXPECT_EQ(p.host_data.size(), 2u);
  EXPECT_EQ(p.id_key_enforcement, IdKeyEnforcement::kMaaFallback);
}

TEST(ParsePolicy, FloorMayStandByItselfOrInAListOfOne) {
  EXPECT_THAT(parse(R"("tcb_floor": $F)"), Succeeds());
  EXPECT_THAT(parse(R"("tcb_floor": [$F])"), Succeeds());
  EXPECT_THAT(parse(R"("tcb_floor": [$F, $F])"), MisconfiguredAt("/tcb_floor"));
  EXPECT_THAT(parse(R"("tcb_floor": [])"), MisconfiguredAt("/tcb_floor"));
}

TEST(ParsePolicy, NeedsAMinimum) {
  EXPECT_THAT(parse(""), MisconfiguredAt("/minimum_tcb"));
  EXPECT_THAT(parse(R"("allow_debug": false)"), MisconfiguredAt("/minimum_tcb"));
  EXPECT_THAT(parse(R"("minimum_tcb": null)"), MisconfiguredAt("/minimum_tcb"));
}

TEST(ParsePolicy, LaunchIdentityIsRequiredWhereTheVtpmIsPartOfTheFirmware) {
  EXPECT_THAT(parse(R"("minimum_tcb": $M)", kAzure), MisconfiguredAt("/id_key_digests"));
  for (const char* key : {"launch_measurements", "id_key_digests", "author_key_digests"})
    EXPECT_THAT(parse(R"("minimum_tcb": $M, ")" + std::string(key) + R"(": [$D])", kAzure), Succeeds()) << key;
  EXPECT_THAT(parse(R"("minimum_tcb": $M, "host_data": [$H])", kAzure), MisconfiguredAt("/id_key_digests"));
}

TEST(ParsePolicy, MaaFallbackIsForAzureOnly) {
  const std::string keys = R"("minimum_tcb": $M, "id_key_digests": [$D], "id_key_enforcement": "maa-fallback")";
  EXPECT_THAT(parse(keys, kAzure), Succeeds());
  EXPECT_THAT(parse(keys), MisconfiguredAt("/id_key_enforcement"));
}

TEST(ParsePolicy, NamesTheKeyThatIsWrong) {
  const std::pair<const char*, const char*> cases[] = {
      {R"("minimum_tcb": 5)", "/minimum_tcb"},
      {R"("minimum_tcb": [])", "/minimum_tcb"},
      {R"("minimum_tcb": {})", "/minimum_tcb/bootloader"},
      {R"("minimum_tcb": {"bootloader": 4, "tee": 0, "snp": 24})", "/minimum_tcb/microcode"},
      {R"("minimum_tcb": {"bootloader": 4, "tee": 0, "snp": 256, "microcode": 1})", "/minimum_tcb/snp"},
      {R"("minimum_tcb": {"bootloader": -1, "tee": 0, "snp": 1, "microcode": 1})", "/minimum_tcb/bootloader"},
      {R"("minimum_tcb": {"bootloader": 4, "tee": "0", "snp": 1, "microcode": 1})", "/minimum_tcb/tee"},
      {R"("minimum_tcb": {"bootloader": 4, "tee": null, "snp": 1, "microcode": 1})", "/minimum_tcb/tee"},
      {R"("minimum_tcb": {"bootloader": 4.0, "tee": 0, "snp": 1, "microcode": 1})", "/minimum_tcb/bootloader"},
      {R"("minimum_tcb": {"bootloader": 4, "tee": 0, "snp": 1, "microcode": 1, "ucode": 1})", "/minimum_tcb/ucode"},
      {R"("minimum_tcb": {"fmc": true, "bootloader": 4, "tee": 0, "snp": 1, "microcode": 1})", "/minimum_tcb/fmc"},
      {R"("minimum_tcb": $M, "check_launch_tcb": 1)", "/check_launch_tcb"},
      {R"("minimum_tcb": $M, "allow_provisional_firmware": "yes")", "/allow_provisional_firmware"},
      {R"("minimum_tcb": $M, "minimum_firmware": "1")", "/minimum_firmware"},
      {R"("minimum_tcb": $M, "minimum_firmware": "1.55.29.1")", "/minimum_firmware"},
      {R"("minimum_tcb": $M, "minimum_firmware": "1.256")", "/minimum_firmware"},
      {R"("minimum_tcb": $M, "minimum_firmware": "1.+5")", "/minimum_firmware"},
      {R"("minimum_tcb": $M, "minimum_firmware": "1.")", "/minimum_firmware"},
      {R"("minimum_tcb": $M, "minimum_firmware": "")", "/minimum_firmware"},
      {R"("minimum_tcb": $M, "minimum_firmware": 1.55)", "/minimum_firmware"},
      {R"("minimum_tcb": $M, "allow_debug": 0)", "/allow_debug"},
      {R"("minimum_tcb": $M, "allow_migration_agent": "false")", "/allow_migration_agent"},
      {R"("minimum_tcb": $M, "allow_smt": [])", "/allow_smt"},
      {R"("minimum_tcb": $M, "require_single_socket": 1)", "/require_single_socket"},
      {R"("minimum_tcb": $M, "vmpl": 0)", "/vmpl"},
      {R"("minimum_tcb": $M, "vmpl": [])", "/vmpl"},
      {R"("minimum_tcb": $M, "vmpl": [4])", "/vmpl"},
      {R"("minimum_tcb": $M, "vmpl": [-1])", "/vmpl"},
      {R"("minimum_tcb": $M, "vmpl": ["0"])", "/vmpl"},
      {R"("minimum_tcb": $M, "vmpl": [0, 0, 0, 0, 0])", "/vmpl"},
      {R"("minimum_tcb": $M, "minimum_guest_svn": 4294967296)", "/minimum_guest_svn"},
      {R"("minimum_tcb": $M, "minimum_guest_svn": -1)", "/minimum_guest_svn"},
      {R"("minimum_tcb": $M, "launch_measurements": [])", "/launch_measurements"},
      {R"("minimum_tcb": $M, "launch_measurements": $D)", "/launch_measurements"},
      {R"("minimum_tcb": $M, "launch_measurements": [$D, $H])", "/launch_measurements/1"},
      {R"("minimum_tcb": $M, "host_data": [$D])", "/host_data/0"},
      {R"("minimum_tcb": $M, "id_key_digests": [""])", "/id_key_digests/0"},
      {R"("minimum_tcb": $M, "author_key_digests": [5])", "/author_key_digests"},
      {R"("minimum_tcb": $M, "id_key_enforcement": "warn")", "/id_key_enforcement"},
      {R"("minimum_tcb": $M, "id_key_enforcement": "equal")", "/id_key_enforcement"},
      {R"("minimum_tcb": $M, "id_key_digests": [$D], "id_key_enforcement": "warnOnly")", "/id_key_enforcement"},
      {R"("minimum_tcb": $M, "allow_everything": true)", "/allow_everything"}};
  for (const auto& [keys, pointer] : cases) EXPECT_THAT(parse(keys), MisconfiguredAt(pointer)) << keys;
}

TEST(ParsePolicy, RefusesDigestsThatEveryGuestHas) {
  const std::string zeros = R"([")" + std::string(96, '0') + R"("])";
  for (const char* key : {"launch_measurements", "id_key_digests", "author_key_digests"})
    EXPECT_THAT(parse(R"("minimum_tcb": $M, ")" + std::string(key) + R"(": )" + zeros),
                MisconfiguredAt("/" + std::string(key) + "/0"));
  EXPECT_THAT(parse(R"("minimum_tcb": $M, "host_data": [")" + std::string(64, '0') + R"("])"), Succeeds())
      << "that the host gave nothing can be a demand";
}

TEST(ParsePolicy, NamesWhatIsWrongInAFloor) {
  const std::pair<std::string, const char*> cases[] = {
      {R"("floor.toml")", "/tcb_floor"},
      {R"(["floor.toml"])", "/tcb_floor/0"},
      {R"({"date": "2025-02-03", "source": "s", "minimum": {"milan": $M}})", "/tcb_floor/name"},
      {R"({"name": "", "date": "2025-02-03", "source": "s", "minimum": {"milan": $M}})", "/tcb_floor/name"},
      {R"({"name": "n", "source": "s", "minimum": {"milan": $M}})", "/tcb_floor/date"},
      {R"({"name": "n", "date": "2025-13-03", "source": "s", "minimum": {"milan": $M}})", "/tcb_floor/date"},
      {R"({"name": "n", "date": "2025-02-00", "source": "s", "minimum": {"milan": $M}})", "/tcb_floor/date"},
      {R"({"name": "n", "date": "03.02.2025", "source": "s", "minimum": {"milan": $M}})", "/tcb_floor/date"},
      {R"({"name": "n", "date": "2025-02-03", "minimum": {"milan": $M}})", "/tcb_floor/source"},
      {R"({"name": "n", "date": "2025-02-03", "source": "s"})", "/tcb_floor/minimum"},
      {R"({"name": "n", "date": "2025-02-03", "source": "s", "minimum": {}})", "/tcb_floor/minimum"},
      {R"([{"name": "n", "date": "2025-02-03", "source": "s", "minimum": {"Milan": $M}}])", "/tcb_floor/0/minimum/Milan"},
      {R"([{"name": "n", "date": "2025-02-03", "source": "s", "minimum": {"milan": {"tee": 0}}}])",
       "/tcb_floor/0/minimum/milan/bootloader"},
      {R"({"name": "n", "date": "2025-02-03", "source": "s", "minimum": {"turin": $M}})", "/tcb_floor/minimum/turin/fmc"},
      {R"({"name": "n", "date": "2025-02-03", "source": "s", "minimum": {"turin-dense": $M}})",
       "/tcb_floor/minimum/turin-dense/fmc"},
      {R"({"name": "n", "date": "2025-02-03", "source": "s", "minimum":
          {"genoa": {"fmc": 0, "bootloader": 1, "tee": 1, "snp": 1, "microcode": 1}}})",
       "/tcb_floor/minimum/genoa/fmc"},
      {R"({"name": "n", "date": "2025-02-03", "source": "s", "minimum": {"milan": $M}, "x": 1})", "/tcb_floor/x"}};
  for (const auto& [floor, pointer] : cases)
    EXPECT_THAT(parse("\"tcb_floor\": " + floor), MisconfiguredAt(pointer)) << floor;
}

TEST(PolicySchema, IsJsonAndDescribesEveryKey) {
  const json schema = json::parse("{\"properties\": {" + std::string(kPolicyProperties) + "}, \"$defs\": {" +
                                  std::string(kPolicyDefs) + "}, " + std::string(kPolicyRequirement) + "}");
  std::set<std::string> keys;
  for (const auto& [key, property] : schema["properties"].items()) {
    keys.insert(key);
    EXPECT_TRUE(property.contains("description")) << key;
    if (!property.contains("$ref")) continue;
    EXPECT_TRUE(schema.contains(json::json_pointer(property["$ref"].get<std::string>().substr(1)))) << key;
  }
  EXPECT_EQ(keys, (std::set<std::string>{
                      "minimum_tcb", "tcb_floor", "check_launch_tcb", "allow_provisional_firmware",
                      "minimum_firmware", "allow_debug", "allow_migration_agent", "allow_smt", "require_single_socket",
                      "vmpl", "minimum_guest_svn", "launch_measurements", "host_data", "id_key_digests",
                      "author_key_digests", "id_key_enforcement"}));
  EXPECT_EQ(schema["properties"]["tcb_floor"]["x-postern-file"], "toml");
}

TEST(PolicySchema, DefaultsAreTheParsersOnes) {
  const json properties = json::parse("{" + std::string(kPolicyProperties) + "}");
  json spelled_out = {{"minimum_tcb", json::parse(kMinimum)}};
  for (const auto& [key, property] : properties.items())
    if (property.contains("default") && key != "id_key_enforcement") spelled_out[key] = property["default"];
  sdk::JsonConfig reader(spelled_out, "");
  const auto said = parse_policy(reader, kAnyGuest), silent = parse(R"("minimum_tcb": $M)");
  ASSERT_THAT(said, Succeeds());
  const auto facts = [](const SnpPolicy& p) {
    return std::tuple(p.allow_debug, p.allow_migration_agent, p.allow_smt, p.require_single_socket,
                      p.allow_provisional_firmware, p.check_launch_tcb, p.vmpls, p.minimum_guest_svn);
  };
  EXPECT_EQ(facts(said.value()), facts(silent.value()));
}

}  // namespace
}  // namespace postern::snp

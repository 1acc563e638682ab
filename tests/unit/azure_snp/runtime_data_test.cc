// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "common/azure/parse_runtime_data.h"
#include "support/azure_evidence.h"
#include "support/vector_case.h"
#include "unit/tpm2/failure_matchers.h"

namespace postern::azure {
namespace {

using nlohmann::json;
using test::DeniedWith;
using test::Succeeds;

const test::SoftwareAk& ak() {
  static const test::SoftwareAk made;
  return made;
}
json jwk(const std::string& kid = "HCLAkPub") { return json::parse(test::jwk_of(ak(), kid).dump()); }
json good() { return json::parse(test::write_runtime_data(ak())); }
auto parse(const json& value) { return parse_runtime_data(sdk::as_bytes(value.dump())); }
auto with_keys(const json& keys) {
  json object = good();
  object["keys"] = keys;
  return parse(object);
}
auto with_configuration(const json& configuration) {
  json object = good();
  object["vm-configuration"] = configuration;
  return parse(object);
}

TEST(ParseRuntimeData, ReadsKeyAndConfiguration) {
  auto parsed = parse(good());
  ASSERT_THAT(parsed, Succeeds());
  EXPECT_EQ(parsed.value().vm_unique_id, "00000000-0000-4000-8000-0123456789AB");
  EXPECT_EQ(parsed.value().secure_boot, true);
}

// Readers that take the first key can be given another one than readers that take it by name.
TEST(ParseRuntimeData, TakesTheKeyByNameAndOnlyOne) {
  EXPECT_THAT(with_keys({jwk("HCLEkPub"), jwk()}), Succeeds());
  EXPECT_THAT(with_keys(json::array({jwk()})), Succeeds());
  EXPECT_THAT(with_keys({jwk(), jwk()}), DeniedWith(POSTERN_REASON_AK_UNTRUSTED));
  EXPECT_THAT(with_keys({jwk("HCLEkPub"), jwk("hclakpub")}), DeniedWith(POSTERN_REASON_AK_UNTRUSTED));
  EXPECT_THAT(with_keys(json::array()), DeniedWith(POSTERN_REASON_AK_UNTRUSTED));
}

TEST(ParseRuntimeData, UnderstandsTheOldShape) {
  json key = jwk();
  key["key_ops"] = {"encrypt"};
  auto parsed = parse({{"keys", json::array({key})}});
  ASSERT_THAT(parsed, Succeeds());
  EXPECT_FALSE(parsed.value().vm_unique_id || parsed.value().secure_boot);
}

TEST(ParseRuntimeData, RefusesOtherForms) {
  for (const char* text : {"", "not json", "[]", "{}", R"({"keys":5})", R"({"keys":[5]})", R"({"keys":[],"keys":[]})"})
    EXPECT_THAT(parse_runtime_data(sdk::as_bytes(text)), DeniedWith(POSTERN_REASON_EVIDENCE_MALFORMED)) << text;
  for (const char* name : {"n", "e", "kty"}) {
    json key = jwk();
    key[name] = "AA";
    EXPECT_THAT(with_keys(json::array({key})), DeniedWith(POSTERN_REASON_EVIDENCE_MALFORMED)) << name;
  }
  for (const json& configuration : {json(5), json{{"vmUniqueId", 5}}, json{{"vmUniqueId", "a b"}}, json{{"vmUniqueId", "\n"}},
                                    json{{"vmUniqueId", std::string(65, 'x')}}, json{{"secure-boot", "true"}}})
    EXPECT_THAT(with_configuration(configuration), DeniedWith(POSTERN_REASON_EVIDENCE_MALFORMED)) << configuration;
  EXPECT_THAT(with_keys(json(std::vector<json>(17, jwk("x")))), DeniedWith(POSTERN_REASON_EVIDENCE_MALFORMED));
  EXPECT_THAT(parse_runtime_data(sdk::ByteVector(kLongestRuntimeData + 1, std::byte{' '})),
              DeniedWith(POSTERN_REASON_EVIDENCE_MALFORMED));
}

TEST(Vectors, RuntimeData) {
  const auto vectors = test::load_vectors("azure-hcl");
  if (!vectors) GTEST_SKIP() << "no attestation vectors at " << POSTERN_VECTORS;
  for (const test::VectorCase& vector : *vectors)
    EXPECT_THAT(parse_runtime_data(vector.read_bytes("runtime_data.json")), Succeeds()) << vector.id;
}

}  // namespace
}  // namespace postern::azure

// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "common/attdoc/parse_snp_instance_info.h"
#include "common/attdoc/write_snp_instance_info.h"
#include "common/encoding/base64.h"
#include "unit/tpm2/failure_matchers.h"

namespace postern::attdoc {
namespace {

using nlohmann::json;
using test::DeniedWith;
using test::Succeeds;

sdk::ByteVector bytes_of(std::string_view text) { return sdk::to_vector(sdk::as_bytes(text)); }
SnpInstanceInfo full() {
  return {bytes_of("vek"), bytes_of("chain"), bytes_of("report"), AzureInstance{bytes_of("{}"), "a.b.c"},
          GcpInstance{"zone", "project", "<a&b>\"\\\n"}};
}
json good() { return json::parse(write_snp_instance_info(full())); }
auto parse(const json& value) { return parse_snp_instance_info(sdk::as_bytes(value.dump())); }
auto with(const char* name, json value) {
  json object = good();
  object[name] = std::move(value);
  return parse(object);
}

TEST(SnpInstanceInfo, IsWrittenAsGoDoes) {
  EXPECT_EQ(write_snp_instance_info(full()),
            R"({"ReportSigner":"dmVr","CertChain":"Y2hhaW4=","AttestationReport":"cmVwb3J0",)"
            R"("Azure":{"RuntimeData":"e30=","MAAToken":"a.b.c"},)"
            R"("GCP":{"zone":"zone","project_id":"project","instance_name":"\u003ca\u0026b\u003e\"\\\n"}})");
  EXPECT_EQ(write_snp_instance_info({}),
            R"({"ReportSigner":null,"CertChain":null,"AttestationReport":null,"Azure":null,"GCP":null})");
}

TEST(SnpInstanceInfo, IsReadAsItWasWritten) {
  auto parsed = parse(good());
  ASSERT_THAT(parsed, Succeeds());
  EXPECT_EQ(write_snp_instance_info(parsed.value()), write_snp_instance_info(full()));
  EXPECT_EQ(parsed.value().gcp->instance_name, full().gcp->instance_name);
}

TEST(SnpInstanceInfo, TakesNullAsAbsentAndPassesOverTheUnknown) {
  auto parsed = parse({{"AttestationReport", "AAAA"}, {"Azure", nullptr}, {"AWS", {{"x", 1}}}});
  ASSERT_THAT(parsed, Succeeds());
  EXPECT_TRUE(parsed.value().report_signer.empty());
  EXPECT_FALSE(parsed.value().azure || parsed.value().gcp);
}

TEST(SnpInstanceInfo, RefusesOtherTypesAndForms) {
  for (const char* name : {"ReportSigner", "CertChain", "AttestationReport"})
    for (const json& value : {json(5), json::array(), json("A"), json("AAA"), json("-_-_"), json("AA==\n")})
      EXPECT_THAT(with(name, value), DeniedWith(POSTERN_REASON_EVIDENCE_MALFORMED)) << name << value;
  EXPECT_THAT(with("AttestationReport", nullptr), DeniedWith(POSTERN_REASON_EVIDENCE_MALFORMED));
  for (const char* name : {"Azure", "GCP"})
    for (const json& value : {json(5), json::array(), json("x"), json(true)})
      EXPECT_THAT(with(name, value), DeniedWith(POSTERN_REASON_EVIDENCE_MALFORMED)) << name << value;
  EXPECT_THAT(with("Azure", {{"MAAToken", 5}}), DeniedWith(POSTERN_REASON_EVIDENCE_MALFORMED));
  EXPECT_THAT(with("GCP", {{"zone", 5}}), DeniedWith(POSTERN_REASON_EVIDENCE_MALFORMED));
  for (const char* text : {"", "[]", "null", "{", R"({"AttestationReport":"AAAA","AttestationReport":"AAAA"})"})
    EXPECT_THAT(parse_snp_instance_info(sdk::as_bytes(text)), DeniedWith(POSTERN_REASON_EVIDENCE_MALFORMED)) << text;
}

TEST(SnpInstanceInfo, RefusesWhatIsTooLong) {
  const SnpInstanceInfoLimits limits;
  const auto base64 = [](std::size_t size) { return encoding::encode_base64(sdk::ByteVector(size)); };
  EXPECT_THAT(with("AttestationReport", base64(limits.report)), Succeeds());
  EXPECT_THAT(with("AttestationReport", base64(limits.report + 1)), DeniedWith(POSTERN_REASON_EVIDENCE_MALFORMED));
  EXPECT_THAT(with("ReportSigner", base64(limits.certificates + 1)), DeniedWith(POSTERN_REASON_EVIDENCE_MALFORMED));
  EXPECT_THAT(with("Azure", {{"RuntimeData", base64(limits.runtime_data + 1)}}),
              DeniedWith(POSTERN_REASON_EVIDENCE_MALFORMED));
  EXPECT_THAT(with("Azure", {{"MAAToken", std::string(limits.token + 1, 'x')}}),
              DeniedWith(POSTERN_REASON_EVIDENCE_MALFORMED));
  EXPECT_THAT(with("GCP", {{"zone", std::string(limits.name + 1, 'x')}}), DeniedWith(POSTERN_REASON_EVIDENCE_MALFORMED));
  EXPECT_THAT(with("Other", std::string(limits.bytes, 'x')), DeniedWith(POSTERN_REASON_EVIDENCE_MALFORMED));
}

}  // namespace
}  // namespace postern::attdoc

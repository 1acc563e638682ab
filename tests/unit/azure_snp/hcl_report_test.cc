// SPDX-License-Identifier: Apache-2.0
#include "common/azure/parse_hcl_report.h"

#include "common/azure/check_hcl_binding.h"
#include "support/azure_evidence.h"
#include "support/vector_case.h"
#include "unit/tpm2/failure_matchers.h"

namespace postern::azure {
namespace {

using test::DeniedWith;
using test::HclParts;
using test::Succeeds;

const test::AzureMachine& machine() {
  static const test::AzureMachine made;
  return made;
}
sdk::ByteVector blob(const HclParts& parts = {}) {
  return test::write_hcl_report(machine().report_bytes(), machine().runtime_text(), parts);
}
sdk::ByteVector changed(std::size_t offset, uint8_t value) {
  sdk::ByteVector bytes = blob();
  bytes.at(offset) = std::byte{value};
  return bytes;
}

TEST(ParseHclReport, FindsReportAndRuntimeData) {
  const sdk::ByteVector report = machine().report_bytes();
  auto parsed = parse_hcl_report(test::write_hcl_report(report, machine().runtime_text()));
  ASSERT_THAT(parsed, Succeeds());
  EXPECT_EQ(parsed.value().version, 2u);
  EXPECT_EQ(parsed.value().report, report);
  EXPECT_EQ(sdk::to_hex(parsed.value().runtime_data), sdk::to_hex(sdk::as_bytes(machine().runtime_text())));
  EXPECT_THAT(check_hcl_binding(parsed.value()), Succeeds());
  EXPECT_THAT(require_snp(parsed.value()), Succeeds());
}

TEST(ParseHclReport, RefusesWrongFields) {
  for (const HclParts& wrong :
       {HclParts{.magic = "HCLB"}, HclParts{.status = 1}, HclParts{.data_version = 2}, HclParts{.report_type = 3},
        HclParts{.report_type = 0}, HclParts{.hash_type = 2}, HclParts{.report_size = 0}, HclParts{.data_size = 5},
        HclParts{.variable_size = 0xFFFFFFFF}, HclParts{.variable_size = 1}})
    EXPECT_THAT(parse_hcl_report(blob(wrong)), DeniedWith(POSTERN_REASON_REPORT_MALFORMED));
}

TEST(ParseHclReport, RefusesEveryTruncation) {
  const sdk::ByteVector whole = blob({.padded_to = 0});
  for (std::size_t size = 0; size < whole.size(); ++size)
    EXPECT_THAT(parse_hcl_report(sdk::ByteView(whole).first(size)), DeniedWith(POSTERN_REASON_REPORT_MALFORMED)) << size;
  EXPECT_THAT(parse_hcl_report(whole), Succeeds());
  EXPECT_THAT(parse_hcl_report(sdk::ByteVector(kLongestHclReport + 1)), DeniedWith(POSTERN_REASON_REPORT_MALFORMED));
}

TEST(CheckHclBinding, RefusesChangedDataAndReports) {
  for (const std::size_t offset : {std::size_t{0x4D4}, std::size_t{0x20 + 0x50}, std::size_t{0x20 + 0x50 + 63}}) {
    auto parsed = parse_hcl_report(changed(offset, 0xEE));
    ASSERT_THAT(parsed, Succeeds());
    EXPECT_THAT(check_hcl_binding(parsed.value()), DeniedWith(POSTERN_REASON_REPORT_DATA_MISMATCH)) << offset;
  }
}

TEST(CheckHclBinding, RefusesAReportOfAnotherType) {
  auto parsed = parse_hcl_report(blob({.report_type = 4}));
  ASSERT_THAT(parsed, Succeeds());
  EXPECT_THAT(check_hcl_binding(parsed.value()), DeniedWith(POSTERN_REASON_REPORT_MALFORMED));
  EXPECT_THAT(require_snp(parsed.value()), DeniedWith(POSTERN_REASON_REPORT_MALFORMED));
  parsed = parse_hcl_report(changed(0x20, 0x81));  // says SNP, looks like TDX
  ASSERT_THAT(parsed, Succeeds());
  EXPECT_THAT(check_hcl_binding(parsed.value()), DeniedWith(POSTERN_REASON_REPORT_MALFORMED));
  EXPECT_THAT(require_snp(parsed.value()), DeniedWith(POSTERN_REASON_REPORT_MALFORMED));
}

TEST(Vectors, HclReports) {
  const auto vectors = test::load_vectors("azure-hcl");
  if (!vectors) GTEST_SKIP() << "no attestation vectors at " << POSTERN_VECTORS;
  for (const test::VectorCase& vector : *vectors) {
    auto parsed = parse_hcl_report(vector.read_bytes("hcl_report.bin"));
    ASSERT_THAT(parsed, Succeeds()) << vector.id;
    EXPECT_EQ(parsed.value().runtime_data, vector.read_bytes("runtime_data.json")) << vector.id;
    EXPECT_THAT(check_hcl_binding(parsed.value()), Succeeds()) << vector.id;
    const bool is_snp = vector.read("snp_report.bin").has_value();
    EXPECT_EQ(parsed.value().report, vector.read_bytes(is_snp ? "snp_report.bin" : "td_report.bin")) << vector.id;
    EXPECT_EQ(require_snp(parsed.value()).ok(), is_snp) << vector.id;
  }
  EXPECT_FALSE(vectors->empty());
}

// What of an azure-vtpm-quote case this library alone can find wrong.
TEST(Vectors, HclReportsOfQuotes) {
  const std::map<std::string, std::string> codes{{"rtdata-flip", POSTERN_REASON_REPORT_DATA_MISMATCH},
                                                 {"hcl-magic", POSTERN_REASON_REPORT_MALFORMED},
                                                 {"hcl-type-tdx", POSTERN_REASON_REPORT_MALFORMED},
                                                 {"hcl-vardata-too-long", POSTERN_REASON_REPORT_MALFORMED},
                                                 {"hcl-truncated", POSTERN_REASON_REPORT_MALFORMED}};
  const auto vectors = test::load_vectors("azure-vtpm-quote");
  if (!vectors) GTEST_SKIP() << "no attestation vectors at " << POSTERN_VECTORS;
  std::size_t refused = 0;
  for (const test::VectorCase& vector : *vectors) {
    std::string expected = "ok";
    for (const auto& [ending, code] : codes)
      if (vector.id.ends_with(ending)) expected = code;
    auto parsed = parse_hcl_report(vector.read_bytes("hcl_report.bin"));
    const auto bound = parsed.ok() ? check_hcl_binding(parsed.value()) : sdk::Result<void>(parsed.failure());
    EXPECT_EQ(bound.ok() ? "ok" : bound.failure().code(), expected) << vector.id;
    refused += bound.ok() ? 0 : 1;
  }
  EXPECT_GE(refused, codes.size());
}

}  // namespace
}  // namespace postern::azure

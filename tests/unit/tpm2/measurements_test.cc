// SPDX-License-Identifier: Apache-2.0
#include "common/tpm2/check_measurements.h"
#include "unit/tpm2/failure_matchers.h"
#include "support/software_ak.h"

namespace postern::tpm2 {
namespace {

using test::DeniedWith;
using test::Succeeds;

const Time kNow = *parse_time("2026-10-15T12:00:00Z");

sdk::ByteVector value(int byte) { return sdk::ByteVector(32, static_cast<std::byte>(byte)); }

// machine: a verified quote in which PCR n is n in every byte, but for the given ones; no PCR 23.
VerifiedQuote machine(const std::map<uint32_t, int>& other = {},
                      HashAlgorithm bank = HashAlgorithm::kSha256) {
  static const test::SoftwareAk ak(test::AkKind::kP256);
  test::PcrValues values = test::zero_pcrs(bank);
  values.erase(23);
  for (auto& [pcr, bytes] : values) bytes.assign(bytes.size(), static_cast<std::byte>(pcr));
  for (const auto& [pcr, byte] : other) values[pcr] = value(byte);
  const sdk::ByteVector extra_data(32);
  const PublicKey key = PublicKey::from_pem(ak.pem()).take();
  return verify_quote(test::make_quote(ak, bank, values, extra_data), key, extra_data, 0).take();
}

MeasurementSet set_of(std::string name, const std::map<uint32_t, PcrExpectation>& pcrs,
                      const char* not_before = "", const char* not_after = "") {
  return {std::move(name), parse_time(not_before), parse_time(not_after), pcrs};
}

TEST(CheckMeasurements, AcceptsAMachineThatMeetsASet) {
  const auto match = check_measurements(
      machine(), {{set_of("good", {{4, {{value(4)}}}, {9, {{value(1), value(9)}}}})}}, kNow);
  ASSERT_THAT(match, Succeeds());
  EXPECT_EQ(match.value().set, "good");
  EXPECT_EQ(match.value().warnings, 0u);
}

TEST(CheckMeasurements, NamesThePcrTheValuesAndTheSet) {
  const auto match = check_measurements(
      machine({{9, 0x99}}),
      {{set_of("release 7", {{4, {{value(4)}}}, {9, {{value(9)}}}, {8, {{value(0)}}}})}}, kNow);
  ASSERT_THAT(match, DeniedWith(POSTERN_REASON_PCR_MISMATCH));
  EXPECT_EQ(match.failure().subject(), "tpm.pcr.8");
  EXPECT_EQ(match.failure().expected(), sdk::to_hex(value(0)));
  EXPECT_EQ(match.failure().observed(), sdk::to_hex(value(8)));
  EXPECT_THAT(match.failure().operator_text(), testing::HasSubstr("\"release 7\" differs in PCRs 8,9"));
  EXPECT_THAT(match.failure().operator_text(), testing::HasSubstr(sdk::to_hex(value(0x99))));
  EXPECT_THAT(match.failure().peer_text(), testing::Not(testing::HasSubstr("99")));
}

TEST(CheckMeasurements, AMissingPcrIsAMismatch) {
  const auto match = check_measurements(machine(), {{set_of("s", {{23, {{value(0)}}}})}}, kNow);
  ASSERT_THAT(match, DeniedWith(POSTERN_REASON_PCR_MISMATCH));
  EXPECT_EQ(match.failure().subject(), "tpm.pcr.23");
  EXPECT_EQ(match.failure().observed(), "not quoted");
}

TEST(CheckMeasurements, WarnOnlyWarns) {
  const MeasurementPolicy policy{
      {set_of("s", {{4, {{value(4)}}}, {9, {{value(0)}, true}}, {23, {{value(0)}, true}}})}};
  const auto match = check_measurements(machine(), policy, kNow);
  ASSERT_THAT(match, Succeeds());
  EXPECT_EQ(match.value().warnings, pcr_bit(9) | pcr_bit(23));
  const auto denied = check_measurements(machine({{4, 0}}), policy, kNow);
  ASSERT_THAT(denied, DeniedWith(POSTERN_REASON_PCR_MISMATCH));
  EXPECT_EQ(denied.failure().subject(), "tpm.pcr.4");
}

TEST(CheckMeasurements, TriesEveryActiveSetAndPrefersFewerWarnings) {
  const MeasurementSet old_image = set_of("old", {{4, {{value(1)}}}});
  const MeasurementSet warning = set_of("warning", {{4, {{value(4)}}}, {9, {{value(0)}, true}}});
  const MeasurementSet exact = set_of("exact", {{4, {{value(4)}}}});
  EXPECT_EQ(check_measurements(machine(), {{old_image, warning, exact}}, kNow).value().set, "exact");
  EXPECT_EQ(check_measurements(machine(), {{old_image, warning}}, kNow).value().set, "warning");
}

TEST(CheckMeasurements, NamesTheNearestSet) {
  const MeasurementSet far_away = set_of("far", {{4, {{value(1)}}}, {8, {{value(1)}}}, {9, {{value(1)}}}});
  const MeasurementSet near_by = set_of("near", {{4, {{value(4)}}}, {8, {{value(8)}}}, {9, {{value(1)}}}});
  const auto match = check_measurements(machine(), {{far_away, near_by}}, kNow);
  ASSERT_THAT(match, DeniedWith(POSTERN_REASON_PCR_MISMATCH));
  EXPECT_EQ(match.failure().subject(), "tpm.pcr.9");
  EXPECT_THAT(match.failure().operator_text(), testing::HasSubstr("\"near\""));
}

TEST(CheckMeasurements, LooksOnlyAtSetsThatAreValidNow) {
  const std::map<uint32_t, PcrExpectation> pcrs{{4, {{value(4)}}}};
  const MeasurementPolicy policy{{set_of("s", pcrs, "2026-10-01T00:00:00Z", "2026-11-01T00:00:00Z")}};
  EXPECT_THAT(check_measurements(machine(), policy, kNow), Succeeds());
  EXPECT_THAT(check_measurements(machine(), policy, *parse_time("2026-10-01T00:00:00Z")), Succeeds());
  EXPECT_THAT(check_measurements(machine(), policy, *parse_time("2026-09-30T23:59:59.999999999Z")),
              DeniedWith(POSTERN_REASON_MEASUREMENTS_EXPIRED));
  EXPECT_THAT(check_measurements(machine(), policy, *parse_time("2026-11-01T00:00:00Z")),
              DeniedWith(POSTERN_REASON_MEASUREMENTS_EXPIRED));
}

TEST(CheckMeasurements, RefusesWithoutAPolicy) {
  EXPECT_FALSE(check_measurements(machine(), {}, kNow).ok());
  EXPECT_FALSE(check_measurements(machine(), {{set_of("empty", {})}}, kNow).ok());
  EXPECT_FALSE(
      check_measurements(machine(), {{set_of("only warnings", {{4, {{value(4)}, true}}})}}, kNow).ok());
  EXPECT_THAT(
      check_measurements(machine({}, HashAlgorithm::kSha384), {{set_of("s", {{4, {{value(4)}}}})}}, kNow),
      DeniedWith(POSTERN_REASON_QUOTE_MISSING));
}

}  // namespace
}  // namespace postern::tpm2

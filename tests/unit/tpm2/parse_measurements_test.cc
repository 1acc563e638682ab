// SPDX-License-Identifier: Apache-2.0
#include "common/tpm2/parse_measurements.h"

#include "unit/tpm2/failure_matchers.h"

namespace postern::tpm2 {
namespace {

using test::MisconfiguredAt;
using test::Succeeds;

const std::string kValue(64, 'a');

sdk::Result<MeasurementPolicy> parse(std::string text) {
  for (auto at = text.find('$'); at != std::string::npos; at = text.find('$'))
    text.replace(at, 1, '"' + kValue + '"');
  return parse_measurements(nlohmann::json::parse(text), "/measurements");
}

TEST(ParseMeasurements, ReadsSets) {
  const auto policy = parse(R"([
    {"name": "a", "not_before": "2026-10-01T00:00:00Z", "not_after": "2026-11-01T00:00:00Z",
     "pcrs": {"4": {"expected": $}, "15": {"expected": [$, $], "warn_only": true}}},
    {"name": "b", "pcrs": {"0": {"expected": [$]}}}])");
  ASSERT_THAT(policy, Succeeds());
  ASSERT_EQ(policy.value().sets.size(), 2u);
  const MeasurementSet& first = policy.value().sets[0];
  EXPECT_EQ(first.name, "a");
  EXPECT_EQ(first.not_before, parse_time("2026-10-01T00:00:00Z"));
  EXPECT_FALSE(first.pcrs.at(4).warn_only);
  EXPECT_EQ(first.pcrs.at(15).expected.size(), 2u);
  EXPECT_TRUE(first.pcrs.at(15).warn_only);
  EXPECT_FALSE(policy.value().sets[1].not_after);
  EXPECT_EQ(policy.value().mentioned(), pcr_bit(0) | pcr_bit(4) | pcr_bit(15));
}

TEST(ParseMeasurements, NamesTheKeyThatIsWrong) {
  const std::pair<const char*, const char*> cases[] = {
      {R"([])", "/measurements"},
      {R"({})", "/measurements"},
      {R"(["image.toml"])", "/measurements/0"},
      {R"([{"pcrs": {"4": {"expected": $}}}])", "/measurements/0/name"},
      {R"([{"name": "", "pcrs": {"4": {"expected": $}}}])", "/measurements/0/name"},
      {R"([{"name": "a"}])", "/measurements/0/pcrs"},
      {R"([{"name": "a", "pcrs": {}}])", "/measurements/0/pcrs"},
      {R"([{"name": "a", "pcrs": {"4": {"expected": $, "warn_only": true}}}])", "/measurements/0/pcrs"},
      {R"([{"name": "a", "pcrs": {"24": {"expected": $}}}])", "/measurements/0/pcrs/24"},
      {R"([{"name": "a", "pcrs": {"04": {"expected": $}}}])", "/measurements/0/pcrs/04"},
      {R"([{"name": "a", "pcrs": {"4": $}}])", "/measurements/0/pcrs/4"},
      {R"([{"name": "a", "pcrs": {"4": {}}}])", "/measurements/0/pcrs/4/expected"},
      {R"([{"name": "a", "pcrs": {"4": {"expected": []}}}])", "/measurements/0/pcrs/4/expected"},
      {R"([{"name": "a", "pcrs": {"4": {"expected": "aa"}}}])", "/measurements/0/pcrs/4/expected"},
      {R"([{"name": "a", "pcrs": {"4": {"expected": [$, 5]}}}])", "/measurements/0/pcrs/4/expected"},
      {R"([{"name": "a", "pcrs": {"4": {"expected": $, "warnOnly": true}}}])",
       "/measurements/0/pcrs/4/warnOnly"},
      {R"([{"name": "a", "pcrs": {"4": {"expected": $, "warn_only": 1}}}])",
       "/measurements/0/pcrs/4/warn_only"},
      {R"([{"name": "a", "pcrs": {"4": {"expected": $}}, "nota": 1}])", "/measurements/0/nota"},
      {R"([{"name": "a", "not_before": "soon", "pcrs": {"4": {"expected": $}}}])",
       "/measurements/0/not_before"},
      {R"([{"name": "a", "not_after": 5, "pcrs": {"4": {"expected": $}}}])", "/measurements/0/not_after"},
      {R"([{"name": "a", "not_before": "2026-10-01T00:00:00Z", "not_after": "2026-10-01T00:00:00Z",
            "pcrs": {"4": {"expected": $}}}])",
       "/measurements/0/not_after"},
      {R"([{"name": "a", "pcrs": {"4": {"expected": $}}}, {"name": "a", "pcrs": {"5": {"expected": $}}}])",
       "/measurements/1/name"}};
  for (const auto& [text, pointer] : cases) EXPECT_THAT(parse(text), MisconfiguredAt(pointer)) << text;
}

}  // namespace
}  // namespace postern::tpm2

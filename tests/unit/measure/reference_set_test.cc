// SPDX-License-Identifier: Apache-2.0
//
// What is printed is a measurement file that validators read, whatever the events say.

#include "tools/measure/reference_set.h"

#include "tools/measure/print_set.h"
#include "tools/measure/read_set_file.h"
#include "unit/measure/readings.h"
#include "unit/tpm2/failure_matchers.h"

namespace postern::measure {
namespace {

using namespace std::literals;
using test::HashAlgorithm;
using test::LogWriter;
using test::MisconfiguredAt;
using test::Succeeds;
using testing::HasSubstr;

const LogWriter kLog = [] {
  LogWriter log({HashAlgorithm::kSha256, HashAlgorithm::kSha384});
  log.event(4, test::kEvAction, "Calling EFI Application").event(4, tpm2::kEvSeparator, "\0\0\0\0"sv);
  log.event(8, test::kEvIpl, "quiet\n[set.pcrs.9]\nexpected = \"\"").event(9, test::kEvIpl, "kernel", "\x1b]0;title");
  return log;
}();

// printed: the file's text, read again as a validator's gate does.
sdk::Result<tpm2::MeasurementPolicy> printed(const Reading& reading, const SetChoice& choice) {
  POSTERN_TRY(set, make_reference_set(reading, choice));
  return read_set_file(print_toml(reading, set), "printed.toml");
}

TEST(ReferenceSet, IsReadAgainAsItWasMeasured) {
  const Reading reading = test::reading_of(kLog);
  const auto policy = printed(reading, {.name = "image \"1\" \\ ü", .not_before = "2026-10-01t00:00:00z",
                                        .not_after = "2027-10-01T02:00:00.25+02:00", .pcrs = 0x0313, .warn_only = 0x0003});
  ASSERT_THAT(policy, Succeeds());
  ASSERT_EQ(policy.value().sets.size(), 1u);
  const tpm2::MeasurementSet& set = policy.value().sets.front();
  EXPECT_EQ(set.name, "image \"1\" \\ ü");
  EXPECT_EQ(set.not_before, tpm2::parse_time("2026-10-01T00:00:00Z"));
  EXPECT_EQ(set.not_after, tpm2::parse_time("2027-10-01T00:00:00.25Z"));
  EXPECT_EQ(tpm2::to_text(policy.value().mentioned()), "0,1,4,8,9");
  for (const auto& [pcr, expectation] : set.pcrs) {
    EXPECT_THAT(expectation.expected, testing::ElementsAre(reading.pcrs.at(pcr))) << pcr;
    EXPECT_EQ(expectation.warn_only, pcr < 2) << pcr;
  }
}

TEST(ReferenceSet, ShowsWhichEventsLedToAValue) {
  const Reading reading = test::reading_of(kLog);
  const std::string text = print_toml(reading, make_reference_set(reading, {.name = "n"}).take());
  EXPECT_THAT(text, HasSubstr(" EV_ACTION: Calling EFI Application\n#"));
  EXPECT_THAT(text, HasSubstr("... EV_SEPARATOR\n[set.pcrs.4]\n"));
  EXPECT_THAT(text, HasSubstr("... EV_IPL\n[set.pcrs.9]\n"));
  EXPECT_THAT(text, testing::Not(HasSubstr("something that the log does not tell")));
}

TEST(ReferenceSet, SaysWhenTheLogDoesNotExplainAValue) {
  Reading reading = test::reading_of(kLog);
  reading.pcrs.at(9).front() ^= std::byte{1};
  EXPECT_EQ(reading.explained(), tpm2::pcr_bit(4) | tpm2::pcr_bit(8));
  const auto set = make_reference_set(reading, {.name = "n"}).take();
  EXPECT_THAT(print_toml(reading, set),
              HasSubstr("something that the log does not tell was measured as well.\n[set.pcrs.9]"));
  EXPECT_EQ(print_json(reading, set)["pcrs"]["9"]["explained"], false);
  EXPECT_EQ(print_json(reading, set)["pcrs"]["8"]["explained"], true);
}

TEST(ReferenceSet, OfAnotherBankIsACommentOnly) {
  const Reading reading = test::reading_of(kLog, HashAlgorithm::kSha384);
  const auto set = make_reference_set(reading, {.name = "n"});
  ASSERT_THAT(set, Succeeds());
  const std::string text = print_toml(reading, set.value());
  EXPECT_THAT(text, HasSubstr(sdk::to_hex(reading.pcrs.at(4))));
  for (std::size_t at = 0; at < text.size(); at = text.find('\n', at) + 1)
    ASSERT_TRUE(text[at] == '#' || text[at] == '\n') << at;
}

TEST(ReferenceSet, JsonHoldsTheEvents) {
  const Reading reading = test::reading_of(kLog);
  const auto json = print_json(reading, make_reference_set(reading, {.name = "n", .pcrs = tpm2::pcr_bit(4)}).take());
  EXPECT_EQ(json["bank"], "sha256");
  EXPECT_EQ(json["pcrs"].size(), 1u);
  EXPECT_EQ(json["pcrs"]["4"]["expected"], sdk::to_hex(reading.pcrs.at(4)));
  EXPECT_EQ(json["pcrs"]["4"]["events"].size(), 2u);
  EXPECT_EQ(json["pcrs"]["4"]["events"][0]["text"], "Calling EFI Application");
}

TEST(ReferenceSet, RefusesWhatValidatorsWould) {
  const Reading reading = test::reading_of(kLog);
  EXPECT_THAT(make_reference_set(reading, {.name = ""}), MisconfiguredAt("/0/name"));
  EXPECT_THAT(make_reference_set(reading, {.name = "two\nlines"}), MisconfiguredAt("name"));
  EXPECT_THAT(make_reference_set(reading, {.name = "\xff"}), MisconfiguredAt("name"));
  EXPECT_THAT(make_reference_set(reading, {.name = "n", .not_before = "soon"}), MisconfiguredAt("/0/not_before"));
  EXPECT_THAT(make_reference_set(reading, {.name = "n", .pcrs = 1, .warn_only = 1}), MisconfiguredAt("/0/pcrs"));
  EXPECT_THAT(make_reference_set(reading, {.name = "n", .pcrs = 1, .warn_only = 2}), MisconfiguredAt("warn_only"));
  EXPECT_THAT(make_reference_set(reading, {.name = "n", .pcrs = tpm2::pcr_bit(20)}), MisconfiguredAt("/0/pcrs"));
  EXPECT_THAT(make_reference_set(reading, {.name = "n", .pcrs = tpm2::pcr_bit(20) | 1, .must_have = true}),
              MisconfiguredAt("pcrs"));
}

}  // namespace
}  // namespace postern::measure

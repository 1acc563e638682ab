// SPDX-License-Identifier: Apache-2.0
#include "tools/measure/pcr_choice.h"

#include "unit/tpm2/failure_matchers.h"

namespace postern::measure {
namespace {

using test::MisconfiguredAt;
using test::Succeeds;

TEST(PcrChoice, ReadsNumbersAndRanges) {
  const auto pcrs = parse_pcrs("0,2,4-7,23", "--pcrs");
  ASSERT_THAT(pcrs, Succeeds());
  EXPECT_EQ(tpm2::to_text(pcrs.value()), "0,2,4,5,6,7,23");
  EXPECT_EQ(parse_pcrs("9-9", "").value(), tpm2::pcr_bit(9));
  EXPECT_EQ(parse_pcrs("0-23", "").value(), tpm2::kAllPcrs);
}

TEST(PcrChoice, RefusesEverythingElse) {
  for (const char* text : {"", ",", "4,", ",4", "24", "-1", "4-", "-4", "7-4", "4 ", "+4", "0x4", "4--5", "4-5-6", "all",
                           "99999999999999999999"})
    EXPECT_THAT(parse_pcrs(text, "--pcrs"), MisconfiguredAt("--pcrs")) << text;
}

TEST(PcrChoice, PlatformsLeaveOutWhatDiffersBetweenMachines) {
  EXPECT_EQ(tpm2::to_text(tpm2::kAllPcrs & ~pcrs_of_platform("azure")), "0,6,10");
  EXPECT_EQ(tpm2::to_text(tpm2::kAllPcrs & ~pcrs_of_platform("qemu")), "1,10");
  EXPECT_EQ(pcrs_of_platform("gcp"), tpm2::kAllPcrs);
  EXPECT_EQ(pcrs_of_platform("none"), tpm2::kAllPcrs);
}

}  // namespace
}  // namespace postern::measure

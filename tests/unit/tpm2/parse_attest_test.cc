// SPDX-License-Identifier: Apache-2.0
#include "common/tpm2/parse_attest.h"

#include "unit/tpm2/failure_matchers.h"
#include "support/software_ak.h"

namespace postern::tpm2 {
namespace {

using test::AttestParts;
using test::DeniedWith;
using test::Succeeds;
using test::write_attest;

AttestParts good_parts() {
  AttestParts parts;
  parts.extra_data = sdk::ByteVector(32, std::byte{0xA5});
  parts.selections = {{0x000B, 0x80'00'05}};
  parts.pcr_digest = sdk::ByteVector(32, std::byte{0x5A});
  return parts;
}

TEST(ParseAttest, ReadsEveryField) {
  const auto attest = parse_attest(write_attest(good_parts()));
  ASSERT_THAT(attest, Succeeds());
  EXPECT_EQ(attest.value().extra_data, good_parts().extra_data);
  EXPECT_EQ(attest.value().pcr_digest, good_parts().pcr_digest);
  EXPECT_EQ(attest.value().clock, 12345u);
  EXPECT_EQ(attest.value().reset_count, 7u);
  EXPECT_EQ(attest.value().restart_count, 9u);
  EXPECT_TRUE(attest.value().safe);
  EXPECT_EQ(attest.value().firmware_version, 0x2019102300163636u);
  EXPECT_EQ(attest.value().qualified_signer.size(), 34u);
  ASSERT_EQ(attest.value().selections.size(), 1u);
  EXPECT_EQ(attest.value().selections[0].hash, 0x000B);
  EXPECT_EQ(to_text(attest.value().selections[0].pcrs), "0,2,23");
}

TEST(ParseAttest, RefusesOtherMagicAndType) {
  AttestParts parts = good_parts();
  parts.magic = 0xFF544346;
  EXPECT_THAT(parse_attest(write_attest(parts)), DeniedWith(POSTERN_REASON_QUOTE_INVALID));
  for (const uint16_t type : {0x8014, 0x8016, 0x8017, 0x8019, 0x801A, 0x0000}) {
    parts = good_parts();
    parts.type = type;
    EXPECT_THAT(parse_attest(write_attest(parts)), DeniedWith(POSTERN_REASON_QUOTE_INVALID)) << type;
  }
}

TEST(ParseAttest, RefusesEveryTruncationAndTrailingByte) {
  const sdk::ByteVector whole = write_attest(good_parts());
  for (std::size_t size = 0; size < whole.size(); ++size)
    EXPECT_THAT(parse_attest(sdk::ByteView(whole).first(size)), DeniedWith(POSTERN_REASON_QUOTE_INVALID))
        << size;
  EXPECT_THAT(parse_attest(test::join({whole, sdk::ByteVector(1)})),
              DeniedWith(POSTERN_REASON_QUOTE_INVALID));
}

TEST(ParseAttest, RefusesAFlagThatIsNeitherYesNorNo) {
  AttestParts parts = good_parts();
  parts.safe = 2;
  EXPECT_THAT(parse_attest(write_attest(parts)), DeniedWith(POSTERN_REASON_QUOTE_INVALID));
}

TEST(ParseAttest, RefusesAPcrAbove23) {
  sdk::ByteVector wire = write_attest(good_parts());
  // The selection is {hash, size 3, mask}; give it four bytes of mask with PCR 24 set.
  const sdk::ByteVector old_selection = test::join({test::big_endian(0x000B, 2), test::big_endian(3, 1)});
  const auto at = std::search(wire.begin(), wire.end(), old_selection.begin(), old_selection.end());
  ASSERT_NE(at, wire.end());
  *(at + 2) = std::byte{4};
  wire.insert(at + 6, std::byte{1});
  EXPECT_THAT(parse_attest(wire), DeniedWith(POSTERN_REASON_QUOTE_INVALID));
}

TEST(ParseAttest, RefusesAHugeSelectionCount) {
  sdk::ByteVector wire = write_attest(good_parts());
  const sdk::ByteVector count = test::big_endian(1, 4);
  const sdk::ByteVector selection = test::join({count, test::big_endian(0x000B, 2)});
  const auto at = std::search(wire.begin(), wire.end(), selection.begin(), selection.end());
  ASSERT_NE(at, wire.end());
  std::fill(at, at + 4, std::byte{0xFF});
  EXPECT_THAT(parse_attest(wire), DeniedWith(POSTERN_REASON_QUOTE_INVALID));
}

TEST(PcrSet, IsShownInAscendingOrder) {
  EXPECT_EQ(to_text(0), "none");
  EXPECT_EQ(to_text(pcr_bit(15) | pcr_bit(4)), "4,15");
  EXPECT_FALSE(contains(kAllPcrs, 24));
}

}  // namespace
}  // namespace postern::tpm2

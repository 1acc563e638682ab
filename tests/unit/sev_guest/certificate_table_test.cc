// SPDX-License-Identifier: Apache-2.0
#include "common/sev_guest/parse_certificate_table.h"

#include "support/tsm_stand_in.h"
#include "unit/tpm2/failure_matchers.h"

namespace postern::sev_guest {
namespace {

using test::DeniedWith;
using test::Succeeds;

sdk::ByteVector bytes(std::string_view text) { return sdk::to_vector(sdk::as_bytes(text)); }

const sdk::ByteVector kGood = test::write_certificate_table(
    {{test::kVcekGuid, bytes("vcek")}, {test::kAskGuid, bytes("ask!")}, {test::kArkGuid, bytes("ark")},
     {test::kVlekGuid, bytes("")}, {"92f81bc3-5811-4d3d-97ff-d19f88dc67ea", bytes("a list")}});

// Sets the 32-bit number at that place of the first entry.
sdk::ByteVector with_number(std::size_t at, uint32_t number) {
  sdk::ByteVector table = kGood;
  for (std::size_t i = 0; i < 4; ++i) table[at + i] = static_cast<std::byte>(number >> (8 * i));
  return table;
}

TEST(CertificateTable, GivesWhatIsThere) {
  const auto table = parse_certificate_table(kGood);
  ASSERT_THAT(table, Succeeds());
  EXPECT_EQ(table.value().vcek, bytes("vcek"));
  EXPECT_EQ(table.value().ask, bytes("ask!"));
  EXPECT_EQ(table.value().ark, bytes("ark"));
  EXPECT_TRUE(table.value().vlek.empty());
}

TEST(CertificateTable, MayBeEmpty) {
  for (const std::size_t size : {0, 24, 4096}) {
    const auto table = parse_certificate_table(sdk::ByteVector(size));
    ASSERT_THAT(table, Succeeds()) << size;
    EXPECT_TRUE(table.value().vcek.empty());
  }
}

TEST(CertificateTable, ReadsGuidsAsTheyStandInRealTables) {
  sdk::ByteVector table = test::write_certificate_table({{test::kVcekGuid, bytes("x")}});
  EXPECT_EQ(sdk::to_hex(sdk::ByteView(table).first(16)), "8d75da6364e66445adc5f4b93be8accd");
}

TEST(CertificateTable, RefusesEntriesThatReachOut) {
  const auto size = static_cast<uint32_t>(kGood.size());
  for (const uint32_t offset : {0u, 24u, 24u * 6 - 1, size + 1, 0xFFFFFFFFu})
    EXPECT_THAT(parse_certificate_table(with_number(16, offset)), DeniedWith(POSTERN_REASON_EVIDENCE_MALFORMED))
        << offset;
  for (const uint32_t length : {size, 0xFFFFFFFFu, 0x80000000u})
    EXPECT_THAT(parse_certificate_table(with_number(20, length)), DeniedWith(POSTERN_REASON_EVIDENCE_MALFORMED))
        << length;
}

TEST(CertificateTable, RefusesATableWithoutAnEnd) {
  for (const std::size_t size : {1, 23, 25, 24 * 5})
    EXPECT_THAT(parse_certificate_table(sdk::ByteView(kGood).first(size)),
                DeniedWith(POSTERN_REASON_EVIDENCE_MALFORMED))
        << size;
  EXPECT_THAT(parse_certificate_table(sdk::ByteVector(24 * (kMaxTableEntries + 2), std::byte{1})),
              DeniedWith(POSTERN_REASON_EVIDENCE_MALFORMED));
}

TEST(CertificateTable, RefusesTwoOfAKind) {
  sdk::ByteVector table = kGood;
  std::copy_n(table.begin(), 16, table.begin() + 24);
  EXPECT_THAT(parse_certificate_table(table), DeniedWith(POSTERN_REASON_EVIDENCE_MALFORMED));
}

TEST(CertificateTable, RefusesOneThatIsTooLong) {
  EXPECT_THAT(parse_certificate_table(sdk::ByteVector(kMaxTable + 1)),
              DeniedWith(POSTERN_REASON_EVIDENCE_MALFORMED));
}

}  // namespace
}  // namespace postern::sev_guest

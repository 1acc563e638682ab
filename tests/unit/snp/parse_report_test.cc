// SPDX-License-Identifier: Apache-2.0
#include "common/snp/parse_report.h"

#include <gtest/gtest.h>

#include "support/amd_report.h"
#include "unit/tpm2/failure_matchers.h"

namespace postern::snp {
namespace {

using test::AmdProduct;
using test::DeniedWith;
using test::ReportParts;
using test::Succeeds;

constexpr const char* kMalformed = POSTERN_REASON_REPORT_MALFORMED;
constexpr const char* kVersion = POSTERN_REASON_REPORT_VERSION;

sdk::Result<Report> parse(const ReportParts& parts) { return parse_report(write_report(parts, nullptr)); }

ReportParts good(uint32_t version) {
  return good_report(version == 5 ? AmdProduct::kTurin : AmdProduct::kMilan, version);
}

// patched: a good report with this byte.
sdk::Result<Report> patched(uint32_t version, std::size_t offset, uint8_t byte = 1) {
  ReportParts parts = good(version);
  parts.patches[offset] = byte;
  return parse(parts);
}

sdk::ByteVector filled(std::size_t size, unsigned first) {
  sdk::ByteVector bytes(size);
  for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<std::byte>(first + i);
  return bytes;
}
template <std::size_t N>
std::string hex(const Bytes<N>& bytes) {
  return sdk::to_hex(bytes);
}

TEST(ParseReport, ReadsEveryField) {
  ReportParts parts = good(5);
  parts.guest_svn = 0x01020304;
  parts.policy = 0x30000 | 0x1F << 8 | 7;
  parts.vmpl = 2;
  parts.platform_info = 0xA5;
  parts.key_info = 1 | 1 << 2;
  parts.current_tcb = 0x1111111111111111;
  parts.reported_tcb = 0x2222222222222222;
  parts.committed_tcb = 0x3333333333333333;
  parts.launch_tcb = 0x4444444444444444;
  parts.cpuid = {0x1A, 2, 1};
  parts.current_version = {21, 55, 1};
  parts.committed_version = {20, 54, 2};
  parts.launch_mitigations = 0x0102030405060708;
  parts.current_mitigations = 9;
  const auto report = parse(parts);
  ASSERT_THAT(report, Succeeds());
  const Report& found = report.value();
  EXPECT_EQ(found.version, 5u);
  EXPECT_EQ(found.guest_svn, 0x01020304u);
  EXPECT_EQ(found.policy.abi_major, 0x1F);
  EXPECT_EQ(found.policy.abi_minor, 7);
  EXPECT_TRUE(found.policy.smt);
  EXPECT_EQ(found.vmpl, 2u);
  EXPECT_TRUE(found.platform_info.smt_enabled && found.platform_info.ecc_enabled);
  EXPECT_TRUE(found.platform_info.alias_check_complete && found.platform_info.tio_enabled);
  EXPECT_FALSE(found.platform_info.tsme_enabled || found.platform_info.rapl_disabled);
  EXPECT_FALSE(found.platform_info.ciphertext_hiding);
  EXPECT_TRUE(found.author_key_en);
  EXPECT_FALSE(found.mask_chip_key);
  EXPECT_EQ(found.signing_key, SigningKey::kVlek);
  EXPECT_EQ(found.current_tcb.bits, parts.current_tcb);
  EXPECT_EQ(found.reported_tcb.bits, parts.reported_tcb);
  EXPECT_EQ(found.committed_tcb.bits, parts.committed_tcb);
  EXPECT_EQ(found.launch_tcb.bits, parts.launch_tcb);
  ASSERT_TRUE(found.cpuid.has_value());
  EXPECT_EQ(found.cpuid->family, 0x1A);
  EXPECT_EQ(found.cpuid->model, 2);
  EXPECT_EQ(found.cpuid->stepping, 1);
  EXPECT_EQ(found.current_firmware.major, 1);
  EXPECT_EQ(found.current_firmware.minor, 55);
  EXPECT_EQ(found.current_firmware.build, 21);
  EXPECT_EQ(found.committed_firmware.major, 2);
  EXPECT_EQ(found.committed_firmware.minor, 54);
  EXPECT_EQ(found.committed_firmware.build, 20);
  EXPECT_EQ(found.launch_mitigations, 0x0102030405060708u);
  EXPECT_EQ(found.current_mitigations, 9u);
}

TEST(ParseReport, ReadsRunsOfBytes) {
  ReportParts parts = good(3);
  parts.family_id = filled(16, 1);
  parts.image_id = filled(16, 2);
  parts.report_data = filled(64, 3);
  parts.measurement = filled(48, 4);
  parts.host_data = filled(32, 5);
  parts.id_key_digest = filled(48, 6);
  parts.author_key_digest = filled(48, 7);
  parts.report_id = filled(32, 8);
  parts.report_id_ma = filled(32, 9);
  parts.chip_id = filled(64, 10);
  const sdk::ByteVector wire = write_report(parts, test::p384_key("parse"));
  const auto report = parse_report(wire);
  ASSERT_THAT(report, Succeeds());
  const Report& found = report.value();
  EXPECT_EQ(hex(found.family_id), sdk::to_hex(parts.family_id));
  EXPECT_EQ(hex(found.image_id), sdk::to_hex(parts.image_id));
  EXPECT_EQ(hex(found.report_data), sdk::to_hex(parts.report_data));
  EXPECT_EQ(hex(found.measurement), sdk::to_hex(parts.measurement));
  EXPECT_EQ(hex(found.host_data), sdk::to_hex(parts.host_data));
  EXPECT_EQ(hex(found.id_key_digest), sdk::to_hex(parts.id_key_digest));
  EXPECT_EQ(hex(found.author_key_digest), sdk::to_hex(parts.author_key_digest));
  EXPECT_EQ(hex(found.report_id), sdk::to_hex(parts.report_id));
  EXPECT_EQ(hex(found.report_id_ma), sdk::to_hex(parts.report_id_ma));
  EXPECT_EQ(hex(found.chip_id), sdk::to_hex(parts.chip_id));
  EXPECT_EQ(hex(found.wire), sdk::to_hex(wire));
  EXPECT_EQ(hex(found.signature_r), sdk::to_hex(sdk::ByteView(wire).subspan(0x2A0, 72)));
  EXPECT_EQ(hex(found.signature_s), sdk::to_hex(sdk::ByteView(wire).subspan(0x2E8, 72)));
}

TEST(ParseReport, EachPolicyBitHasItsMeaning) {
  const std::pair<unsigned, bool GuestPolicy::*> bits[] = {{16, &GuestPolicy::smt},
                                                           {18, &GuestPolicy::migrate_ma},
                                                           {19, &GuestPolicy::debug},
                                                           {20, &GuestPolicy::single_socket},
                                                           {21, &GuestPolicy::cxl_allow},
                                                           {22, &GuestPolicy::mem_aes_256_xts},
                                                           {23, &GuestPolicy::rapl_dis},
                                                           {24, &GuestPolicy::ciphertext_hiding},
                                                           {25, &GuestPolicy::page_swap_disable}};
  for (const auto& [bit, wanted] : bits) {
    ReportParts parts = good(3);
    parts.policy = uint64_t{1} << 17 | uint64_t{1} << bit;
    const auto report = parse(parts);
    ASSERT_THAT(report, Succeeds());
    EXPECT_EQ(report.value().policy.bits, parts.policy);
    for (const auto& [other, flag] : bits)
      EXPECT_EQ(report.value().policy.*flag, other == bit) << bit << other;
  }
}

TEST(ParseReport, PolicyBitsThatAreNotKnownAreRefused) {
  ReportParts parts = good(3);
  parts.policy = 0x10000;  // bit 17 must be one
  EXPECT_THAT(parse(parts), DeniedWith(kMalformed));
  for (unsigned bit = 26; bit < 64; ++bit) {
    parts.policy = 0x30000 | uint64_t{1} << bit;
    EXPECT_THAT(parse(parts), DeniedWith(kMalformed)) << bit;
  }
}

TEST(ParseReport, SizeIsExact) {
  const sdk::ByteVector wire = write_report(good(3), nullptr);
  for (const std::size_t size : {0ul, 1ul, 672ul, 1183ul})
    EXPECT_THAT(parse_report(sdk::ByteView(wire).first(size)), DeniedWith(kMalformed)) << size;
  for (const std::size_t more : {1ul, 20ul, 1184ul}) {
    sdk::ByteVector longer = wire;
    longer.resize(wire.size() + more);
    EXPECT_THAT(parse_report(longer), DeniedWith(kMalformed)) << more;
  }
}

TEST(ParseReport, KnowsVersions) {
  for (const uint32_t version : {2u, 3u, 5u}) EXPECT_THAT(parse(good(version)), Succeeds()) << version;
  for (const uint32_t version : {0u, 1u, 4u, 6u, 7u, 0x200u, 0x05000000u, ~0u}) {
    ReportParts parts = good(3);
    parts.version = version;
    EXPECT_THAT(parse(parts), DeniedWith(kVersion)) << version;
  }
}

TEST(ParseReport, NewerVersionSaysThatItIsNewer) {
  ReportParts parts = good(3);
  parts.version = 6;
  const auto newer = parse(parts);
  parts.version = 4;
  const auto unpublished = parse(parts);
  ASSERT_FALSE(newer.ok());
  EXPECT_NE(newer.failure().operator_text(), unpublished.failure().operator_text());
  EXPECT_EQ(newer.failure().observed(), "6");
}

TEST(ParseReport, FieldsOfLaterVersionsAreReservedInEarlierOnes) {
  const auto v2 = parse(good(2));
  ASSERT_THAT(v2, Succeeds());
  EXPECT_FALSE(v2.value().cpuid.has_value());
  EXPECT_FALSE(v2.value().launch_mitigations.has_value());
  for (std::size_t offset = 0x188; offset <= 0x18A; ++offset)
    EXPECT_THAT(patched(2, offset), DeniedWith(kMalformed)) << offset;
  for (const uint32_t version : {2u, 3u})
    for (std::size_t offset = 0x1F8; offset <= 0x207; ++offset)
      EXPECT_THAT(patched(version, offset), DeniedWith(kMalformed)) << version << offset;
}

TEST(ParseReport, ReservedBytesMustBeZero) {
  const std::pair<std::size_t, std::size_t> ranges[] = {{0x04C, 0x04F}, {0x18B, 0x19F}, {0x1EB, 0x1EB},
                                                        {0x1EF, 0x1EF}, {0x208, 0x29F}, {0x330, 0x49F}};
  for (const uint32_t version : {2u, 3u, 5u})
    for (const auto& [first, last] : ranges)
      for (std::size_t offset = first; offset <= last; ++offset)
        EXPECT_THAT(patched(version, offset, 0x80), DeniedWith(kMalformed)) << version << " " << offset;
}

TEST(ParseReport, PlatformFlagsThatAreNotKnownAreRefused) {
  for (unsigned bit = 0; bit < 64; ++bit) {
    ReportParts parts = good(3);
    parts.platform_info = uint64_t{1} << bit;
    if (bit < 8)
      EXPECT_THAT(parse(parts), Succeeds()) << bit;
    else
      EXPECT_THAT(parse(parts), DeniedWith(kMalformed)) << bit;
  }
}

TEST(ParseReport, SigningKeyAndReservedBitsOfKeyInfo) {
  for (uint32_t key = 0; key < 8; ++key) {
    ReportParts parts = good(3);
    parts.key_info = key << 2;
    if (key <= 1 || key == 7)
      EXPECT_THAT(parse(parts), Succeeds()) << key;
    else
      EXPECT_THAT(parse(parts), DeniedWith(kMalformed)) << key;
  }
  for (unsigned bit = 5; bit < 32; ++bit) {
    ReportParts parts = good(3);
    parts.key_info = uint32_t{1} << bit;
    EXPECT_THAT(parse(parts), DeniedWith(kMalformed)) << bit;
  }
}

TEST(ParseReport, OnlyEcdsaP384WithSha384) {
  for (const uint32_t algorithm : {0u, 2u, 3u, 0x101u, ~0u}) {
    ReportParts parts = good(3);
    parts.signature_algo = algorithm;
    EXPECT_THAT(parse(parts), DeniedWith(kMalformed)) << algorithm;
  }
}

// The host may ask for a report itself; its VMPL is then 0xFFFFFFFF.
TEST(ParseReport, VmplIsOneOfTheGuests) {
  for (const uint32_t vmpl : {0u, 1u, 2u, 3u, 4u, 0xFFu, ~0u}) {
    ReportParts parts = good(3);
    parts.vmpl = vmpl;
    if (vmpl <= 3)
      EXPECT_THAT(parse(parts), Succeeds()) << vmpl;
    else
      EXPECT_THAT(parse(parts), DeniedWith(kMalformed)) << vmpl;
  }
}

}  // namespace
}  // namespace postern::snp

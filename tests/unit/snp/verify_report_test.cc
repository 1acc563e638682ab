// SPDX-License-Identifier: Apache-2.0
#include "common/snp/verify_report.h"

#include <gtest/gtest.h>
#include <openssl/bn.h>
#include <openssl/ec.h>

#include "common/snp/parse_report.h"
#include "unit/snp/hardware.h"
#include "unit/tpm2/failure_matchers.h"

namespace postern::snp {
namespace {

using test::AmdProduct;
using test::DeniedWith;
using test::Hardware;
using test::Succeeds;
using test::VekKind;

constexpr const char* kSignature = POSTERN_REASON_SIGNATURE_INVALID;
constexpr const char* kTcb = POSTERN_REASON_TCB_MISMATCH;
constexpr const char* kChip = POSTERN_REASON_CHIP_MISMATCH;
constexpr std::size_t kR = 0x2A0, kS = 0x2E8, kNumber = 72;

TEST(VerifyReport, AcceptsEveryProductRoleAndVersion) {
  for (const AmdProduct product : {AmdProduct::kMilan, AmdProduct::kGenoa, AmdProduct::kTurin}) {
    for (const VekKind kind : {VekKind::kVcek, VekKind::kVlek}) {
      for (const uint32_t version : {2u, 3u, 5u}) {
        if (product == AmdProduct::kTurin && version == 2) continue;
        const auto report = Hardware(product, kind, version).judge();
        ASSERT_THAT(report, Succeeds());
        EXPECT_EQ(report.value().product(), test::line_of(product));
        EXPECT_EQ(report.value().report().version, version);
        EXPECT_EQ(to_text(report.value().reported_tcb()), to_text(report.value().vek().tcb));
      }
    }
  }
}

TEST(VerifyReport, TcbsAreInTheProductsLayout) {
  Hardware hardware(AmdProduct::kTurin);
  hardware.report.current_tcb = 0xC800000005040302;
  hardware.report.committed_tcb = 0xC700000004030201;
  hardware.report.launch_tcb = 0xC600000003020100;
  const auto report = hardware.judge();
  ASSERT_THAT(report, Succeeds());
  EXPECT_EQ(to_text(report.value().current_tcb()), "fmc 2 bootloader 3 tee 4 snp 5 microcode 200");
  EXPECT_EQ(to_text(report.value().committed_tcb()), "fmc 1 bootloader 2 tee 3 snp 4 microcode 199");
  EXPECT_EQ(to_text(report.value().launch_tcb()), "fmc 0 bootloader 1 tee 2 snp 3 microcode 198");
}

// Signed: a good report and its key, to change bytes after signing.
struct Signed {
  Hardware hardware;
  test::Certificate vek = write_certificate(hardware.pki.vek());
  test::Certificate ask = write_certificate(hardware.pki.ask()), ark = write_certificate(hardware.pki.ark());
  sdk::ByteVector bytes = write_report(hardware.report, hardware.pki.vek_key(VekKind::kVcek));

  sdk::Result<VerifiedReport> judge() const {
    return verify_evidence({bytes, vek.der, {ask.der, ark.der}, {}}, hardware.trust);
  }
};

TEST(VerifyReport, EverySignedByteCounts) {
  Signed report;
  ASSERT_THAT(report.judge(), Succeeds());
  const auto vek =
      verify_vek_evidence({{}, report.vek.der, {report.ask.der, report.ark.der}, {}}, report.hardware.trust);
  ASSERT_THAT(vek, Succeeds());
  for (std::size_t offset = 0; offset < kReportSize; ++offset) {
    sdk::ByteVector changed = report.bytes;
    changed[offset] ^= std::byte{1};
    const auto parsed = parse_report(changed);
    if (!parsed.ok()) continue;
    EXPECT_THAT(verify_report(parsed.value(), vek.value()), DeniedWith(kSignature)) << offset;
  }
}

TEST(VerifyReport, SignatureNumbersMustBeInRange) {
  const EC_GROUP* group = EC_GROUP_new_by_curve_name(NID_secp384r1);
  sdk::ByteVector order(kNumber);
  ASSERT_GT(
      BN_bn2lebinpad(EC_GROUP_get0_order(group), reinterpret_cast<unsigned char*>(order.data()), kNumber), 0);
  EC_GROUP_free(const_cast<EC_GROUP*>(group));
  const sdk::ByteVector zero(kNumber), all(kNumber, std::byte{0xFF});
  for (const std::size_t at : {kR, kS}) {
    for (const sdk::ByteVector& number : {order, zero, all}) {
      Signed report;
      std::copy(number.begin(), number.end(), report.bytes.begin() + static_cast<std::ptrdiff_t>(at));
      EXPECT_THAT(report.judge(), DeniedWith(kSignature));
    }
  }
}

// A verifier that reads 48 of the 72 bytes would accept these.
TEST(VerifyReport, HighBytesOfSignatureNumbersCount) {
  for (const std::size_t at : {kR, kS}) {
    for (std::size_t i = 48; i < kNumber; ++i) {
      Signed report;
      report.bytes[at + i] = std::byte{1};
      EXPECT_THAT(report.judge(), DeniedWith(kSignature)) << at + i;
    }
  }
}

// R plus n stands for the same number, which ECDSA would take if R were reduced first.
TEST(VerifyReport, SignatureNumbersAreNotReduced) {
  Signed report;
  EC_GROUP* group = EC_GROUP_new_by_curve_name(NID_secp384r1);
  auto* first = reinterpret_cast<unsigned char*>(report.bytes.data() + kS);
  BIGNUM* number = BN_lebin2bn(first, kNumber, nullptr);
  ASSERT_EQ(BN_add(number, number, EC_GROUP_get0_order(group)), 1);
  ASSERT_GT(BN_bn2lebinpad(number, first, kNumber), 0);
  BN_free(number);
  EC_GROUP_free(group);
  EXPECT_THAT(report.judge(), DeniedWith(kSignature));
}

TEST(VerifyReport, BigEndianSignaturesAreRefused) {
  Signed report;
  const auto first = report.bytes.begin();
  std::reverse(first + kR, first + kR + 48);
  std::reverse(first + kS, first + kS + 48);
  EXPECT_THAT(report.judge(), DeniedWith(kSignature));
}

TEST(VerifyReport, KeyOfAnotherChipIsRefused) {
  Signed report;
  report.bytes = write_report(report.hardware.report, test::p384_key("another chip"));
  EXPECT_THAT(report.judge(), DeniedWith(kSignature));
}

TEST(VerifyReport, SigningKeyIsTheCertificatesRole) {
  Hardware vcek, none, vlek(AmdProduct::kMilan, VekKind::kVlek);
  vcek.report.key_info = 1 << 2;
  none.report.key_info = 7 << 2;
  vlek.report.key_info = 0;
  for (const Hardware* hardware : {&vcek, &none, &vlek})
    EXPECT_THAT(hardware->judge(), DeniedWith(POSTERN_REASON_CHAIN_INVALID));
}

TEST(VerifyReport, CpuidIsTheCertificatesProduct) {
  for (const std::array<uint8_t, 3> cpuid :
       {std::array<uint8_t, 3>{0x19, 0x11, 1}, {0x1A, 2, 1}, {0x17, 1, 1}, {}}) {
    Hardware hardware;
    hardware.report.cpuid = cpuid;
    EXPECT_THAT(hardware.judge(), DeniedWith(POSTERN_REASON_PRODUCT_MISMATCH));
  }
}

TEST(VerifyReport, VersionTwoIsNotUnderstoodFromTurin) {
  EXPECT_THAT(Hardware(AmdProduct::kTurin, VekKind::kVcek, 2).judge(),
              DeniedWith(POSTERN_REASON_REPORT_VERSION));
}

TEST(VerifyReport, EveryComponentOfTheReportedTcbIsTheCertificates) {
  for (const AmdProduct product : {AmdProduct::kMilan, AmdProduct::kGenoa, AmdProduct::kTurin}) {
    for (unsigned byte = 0; byte < 8; ++byte) {
      for (const uint64_t change : {0x01ull, 0x80ull}) {
        Hardware hardware(product);
        hardware.report.reported_tcb ^= change << (8 * byte);
        EXPECT_THAT(hardware.judge(), DeniedWith(kTcb)) << test::to_text(product) << byte;
      }
    }
  }
}

TEST(VerifyReport, TcbInTheLayoutOfAnotherProductIsRefused) {
  Hardware turin(AmdProduct::kTurin), milan;
  turin.report.reported_tcb = test::pack_tcb(AmdProduct::kMilan, turin.vek.spl);
  milan.report.reported_tcb = test::pack_tcb(AmdProduct::kTurin, milan.vek.spl);
  EXPECT_THAT(turin.judge(), DeniedWith(kTcb));
  EXPECT_THAT(milan.judge(), DeniedWith(kTcb));
}

TEST(VerifyReport, ReservedBytesOfTcbsMustBeZero) {
  for (uint64_t test::ReportParts::*tcb :
       {&test::ReportParts::current_tcb, &test::ReportParts::committed_tcb, &test::ReportParts::launch_tcb}) {
    Hardware hardware;
    hardware.report.*tcb |= uint64_t{1} << 24;
    EXPECT_THAT(hardware.judge(), DeniedWith(POSTERN_REASON_REPORT_MALFORMED));
  }
  Hardware certified;  // the certificate says the same, but nobody says what it means
  certified.vek.replaced["3.4"] = test::der_integer(1);
  certified.report.reported_tcb |= uint64_t{1} << 16;
  EXPECT_THAT(certified.judge(), DeniedWith(POSTERN_REASON_REPORT_MALFORMED));
}

TEST(VerifyReport, ChipIsTheCertificates) {
  for (const AmdProduct product : {AmdProduct::kMilan, AmdProduct::kTurin}) {
    for (const std::size_t at : {0ul, 7ul, 8ul, 63ul}) {
      Hardware hardware(product);
      hardware.report.chip_id[at] ^= std::byte{1};
      EXPECT_THAT(hardware.judge(), DeniedWith(kChip)) << test::to_text(product) << at;
    }
  }
}

TEST(VerifyReport, MaskedChipsAreRefusedWithAVcek) {
  Hardware zeros, zero_both, flag;
  zeros.report.chip_id = sdk::ByteVector(64);
  zero_both.report.chip_id = sdk::ByteVector(64);
  zero_both.vek.hwid = sdk::ByteVector(64);
  flag.report.key_info = 2;
  for (const Hardware* hardware : {&zeros, &zero_both, &flag})
    EXPECT_THAT(hardware->judge(), DeniedWith(kChip));
}

TEST(VerifyReport, ChipIsNotLookedAtWithAVlek) {
  Hardware hardware(AmdProduct::kGenoa, VekKind::kVlek);
  hardware.report.key_info |= 2;
  EXPECT_THAT(hardware.judge(), Succeeds());
  hardware.report.chip_id = test::default_chip_id(AmdProduct::kGenoa);
  EXPECT_THAT(hardware.judge(), Succeeds());
}

}  // namespace
}  // namespace postern::snp

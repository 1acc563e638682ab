// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "common/snp/parse_vek_certificate.h"
#include "unit/snp/hardware.h"
#include "unit/tpm2/failure_matchers.h"

namespace postern::snp {
namespace {

using test::AmdPki;
using test::AmdProduct;
using test::DeniedWith;
using test::Succeeds;
using test::VekKind;
using test::VekParts;

constexpr const char* kInvalid = POSTERN_REASON_CERTIFICATE_INVALID;

sdk::Result<VekCertificate> parse(const VekParts& parts, AmdProduct product = AmdProduct::kMilan) {
  return parse_vek_certificate(test::parsed(AmdPki(product).vek(parts)));
}

sdk::ByteVector bytes(std::initializer_list<unsigned> values) {
  sdk::ByteVector out;
  for (const unsigned value : values) out.push_back(static_cast<std::byte>(value));
  return out;
}

TEST(VekCertificate, VcekOfMilan) {
  const auto vek = parse({.spl = {.bootloader = 3, .tee = 1, .snp = 8, .microcode = 115}});
  ASSERT_THAT(vek, Succeeds());
  EXPECT_EQ(vek.value().role, VekRole::kVcek);
  EXPECT_EQ(vek.value().product, ProductLine::kMilan);
  EXPECT_EQ(vek.value().product_name, "Milan-B0");
  EXPECT_EQ(to_text(vek.value().tcb), "bootloader 3 tee 1 snp 8 microcode 115");
  EXPECT_EQ(vek.value().hwid, test::default_chip_id(AmdProduct::kMilan));
  EXPECT_TRUE(vek.value().csp_id.empty());
}

TEST(VekCertificate, VcekOfTurinHasFmcAndAShortHwid) {
  const auto vek =
      parse({.spl = {.fmc = 9, .bootloader = 1, .tee = 2, .snp = 3, .microcode = 255}}, AmdProduct::kTurin);
  ASSERT_THAT(vek, Succeeds());
  EXPECT_EQ(to_text(vek.value().tcb), "fmc 9 bootloader 1 tee 2 snp 3 microcode 255");
  EXPECT_EQ(vek.value().hwid.size(), 8u);
}

TEST(VekCertificate, VlekHasAProviderAndNoHwid) {
  const auto vek = parse({.kind = VekKind::kVlek, .csp_id = "CN=cc-us-east-2.example.com"});
  ASSERT_THAT(vek, Succeeds());
  EXPECT_EQ(vek.value().role, VekRole::kVlek);
  EXPECT_EQ(vek.value().csp_id, "CN=cc-us-east-2.example.com");
  EXPECT_TRUE(vek.value().hwid.empty());
  const auto milan_b0 =
      parse({.kind = VekKind::kVlek, .hwid = bytes({1}), .added = {{"4", sdk::ByteVector(64)}}});
  EXPECT_THAT(milan_b0, DeniedWith(kInvalid));
}

TEST(VekCertificate, LevelsFromZeroTo255) {
  for (const int level : {0, 1, 127, 128, 255}) {
    const auto vek = parse({.spl = {.microcode = static_cast<uint8_t>(level)}});
    ASSERT_THAT(vek, Succeeds());
    EXPECT_EQ(vek.value().tcb.microcode, level);
  }
  for (const char* suffix : {"1", "3.1", "3.2", "3.3", "3.4", "3.5", "3.6", "3.7", "3.8"}) {
    const sdk::ByteVector wrong[] = {test::der_integer(256),
                                     test::der_integer(-1),
                                     test::der_integer(1 << 24),
                                     bytes({2, 1}),
                                     bytes({2, 0}),
                                     bytes({2, 2, 0, 1}),  // cut off, empty, padded
                                     bytes({2, 0x81, 1, 0}),
                                     bytes({2, 1, 0, 0}),
                                     bytes({4, 1, 0}),  // long length, trailing, other type
                                     bytes({0}),
                                     bytes({}),
                                     bytes({0x22, 3, 2, 1, 0})};
    for (const sdk::ByteVector& content : wrong)
      EXPECT_THAT(parse({.replaced = {{suffix, content}}}), DeniedWith(kInvalid))
          << suffix << " " << sdk::to_hex(content);
  }
}

TEST(VekCertificate, ReservedLevelsAreKept) {
  const auto vek = parse({.replaced = {{"3.4", test::der_integer(4)}, {"3.7", test::der_integer(7)}}});
  ASSERT_THAT(vek, Succeeds());
  EXPECT_EQ(vek.value().tcb.reserved, (std::array<uint8_t, 4>{4, 0, 0, 7}));
}

TEST(VekCertificate, EveryExtensionMustBeThere) {
  for (const char* suffix : {"1", "2", "3.1", "3.2", "3.3", "3.4", "3.5", "3.6", "3.7", "3.8", "4"})
    EXPECT_THAT(parse({.without = {suffix}}), DeniedWith(kInvalid)) << suffix;
  EXPECT_THAT(parse({.without = {"3.9"}}, AmdProduct::kTurin), DeniedWith(kInvalid));
  EXPECT_THAT(parse({.kind = VekKind::kVlek, .without = {"5"}}), DeniedWith(kInvalid));
}

TEST(VekCertificate, ExtensionsOfOtherRolesAndProductsAreRefused) {
  EXPECT_THAT(parse({.added = {{"3.9", test::der_integer(0)}}}), DeniedWith(kInvalid));
  EXPECT_THAT(parse({.added = {{"3.4", test::der_integer(0)}}}, AmdProduct::kTurin), DeniedWith(kInvalid));
  EXPECT_THAT(parse({.added = {{"5", test::ia5_string("CN=x")}}}), DeniedWith(kInvalid));
  EXPECT_THAT(parse({.kind = VekKind::kVlek, .added = {{"4", sdk::ByteVector(64)}}}), DeniedWith(kInvalid));
}

TEST(VekCertificate, HwidIsRawAndOfTheProductsSize) {
  sdk::ByteVector wrapped(66);
  wrapped[0] = std::byte{4};
  wrapped[1] = std::byte{64};
  for (const sdk::ByteVector& hwid : {sdk::ByteVector(), sdk::ByteVector(8), sdk::ByteVector(63), wrapped})
    EXPECT_THAT(parse({.hwid = hwid}), DeniedWith(kInvalid)) << hwid.size();
  EXPECT_THAT(parse({.hwid = sdk::ByteVector(64)}, AmdProduct::kTurin), DeniedWith(kInvalid));
}

TEST(VekCertificate, ProductNameIsAKnownOne) {
  for (const char* name : {"Rome-B0", "milan", "Milan-B0 ", "M", "Milan\n"})
    EXPECT_THAT(parse({.product_name = name}), DeniedWith(kInvalid)) << name;
  EXPECT_THAT(parse({.replaced = {{"2", test::ia5_string("")}}}), DeniedWith(kInvalid));
  EXPECT_THAT(parse({.replaced = {{"2", sdk::to_vector(sdk::as_bytes("Milan-B0"))}}}), DeniedWith(kInvalid));
  EXPECT_THAT(parse({.product_name = "Turin"}), DeniedWith(kInvalid));  // its structVersion is 1
}

TEST(VekCertificate, RoleIsTheCommonName) {
  const AmdPki pki;
  for (const char* name : {"SEV-Milan", "sev-vcek", "SEV-VCEK ", "SEV-VCEK2"}) {
    test::CertificateParts parts = pki.vek();
    parts.common_name = name;
    EXPECT_THAT(parse_vek_certificate(test::parsed(parts)), DeniedWith(POSTERN_REASON_CHAIN_INVALID)) << name;
  }
  test::CertificateParts parts = pki.vek();
  parts.common_name = "SEV-VLEK";  // what it says is that of a VCEK
  EXPECT_THAT(parse_vek_certificate(test::parsed(parts)), DeniedWith(kInvalid));
}

TEST(VekCertificate, KeyIsOnP384) {
  test::CertificateParts parts = AmdPki().vek();
  parts.key = test::rsa_key("vek");
  EXPECT_THAT(parse_vek_certificate(test::parsed(parts)), DeniedWith(kInvalid));
  parts.key = EVP_EC_gen("P-256");
  EXPECT_THAT(parse_vek_certificate(test::parsed(parts)), DeniedWith(kInvalid));
  EVP_PKEY_free(parts.key);
}

}  // namespace
}  // namespace postern::snp

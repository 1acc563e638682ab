// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "unit/tpm2/failure_matchers.h"
#include "unit/x509/amd_chain.h"

namespace postern::x509 {
namespace {

using test::DeniedWith;
using test::Succeeds;

constexpr const char* kInvalid = POSTERN_REASON_CERTIFICATE_INVALID;

const test::AmdPki& pki() {
  static const test::AmdPki kept;
  return kept;
}

// with_longer_length: the outermost length of the DER takes a byte more than it must: BER, but not DER.
sdk::ByteVector with_longer_length(sdk::ByteVector der) {
  EXPECT_EQ(der[1], std::byte{0x82});
  der[1] = std::byte{0x83};
  der.insert(der.begin() + 2, std::byte{0});
  return der;
}

TEST(Certificate, TellsWhatItSays) {
  test::CertificateParts parts = pki().ask();
  parts.serial = 0x10001;
  const Certificate certificate = test::parsed(parts);
  EXPECT_EQ(certificate.common_name(), "SEV-Milan");
  EXPECT_EQ(certificate.issuer_common_name(), "ARK-Milan");
  EXPECT_EQ(certificate.label(), "SEV-Milan");
  EXPECT_EQ(certificate.serial(), "010001");
  EXPECT_EQ(certificate.not_before().time_since_epoch().count(), test::kPkiNotBefore);
  EXPECT_EQ(certificate.not_after().time_since_epoch().count(), test::kPkiNotAfter);
  EXPECT_TRUE(certificate.is_ca());
  EXPECT_FALSE(certificate.is_self_issued());
  EXPECT_TRUE(test::parsed(pki().ark()).is_self_issued());
}

TEST(Certificate, SerialMayBeZeroOrNegative) {
  test::CertificateParts parts = pki().vek();
  EXPECT_EQ(test::parsed(parts).serial(), "00");
  parts.serial = -5;
  EXPECT_EQ(test::parsed(parts).serial(), "-05");
}

TEST(Certificate, FindsExtensionsByOid) {
  test::CertificateParts parts = pki().vek();
  parts.extensions.push_back({.oid = "1.2.3.4", .content = sdk::to_vector(sdk::as_bytes("abc"))});
  const Certificate certificate = test::parsed(parts);
  const auto content = certificate.extension("1.2.3.4");
  ASSERT_TRUE(content.has_value());
  EXPECT_EQ(sdk::to_hex(*content), "616263");
  EXPECT_FALSE(certificate.extension("1.2.3.5").has_value());
  EXPECT_FALSE(certificate.extension("no oid").has_value());
}

TEST(Certificate, LabelIsPrintable) {
  test::CertificateParts parts = pki().vek();
  parts.common_name = "a\nb c\xC3\xA9";
  EXPECT_EQ(test::parsed(parts).label(), "a?b?c??");
  parts.common_name = std::string("a\0b", 3);
  EXPECT_FALSE(test::parsed(parts).common_name().has_value());
  EXPECT_EQ(test::parsed(parts).label(), "unnamed");
}

TEST(Certificate, PinIsOverThePublicKey) {
  const Certificate root = test::parsed(pki().ark());
  EXPECT_EQ(to_text(spki_pin(root)), sdk::to_hex(pki().root_pin()));
  EXPECT_EQ(parse_pin(to_text(spki_pin(root))), spki_pin(root));
  EXPECT_FALSE(spki_pin(root) == spki_pin(test::parsed(pki().ask())));
  EXPECT_FALSE(parse_pin("00").has_value());
  EXPECT_FALSE(parse_pin(std::string(64, 'g')).has_value());
  EXPECT_FALSE(parse_pin(std::string(66, '0')).has_value());
}

TEST(ParseCertificate, WantsExactlyOneInDer) {
  const sdk::ByteVector der = write_certificate(pki().vek()).der;
  EXPECT_THAT(parse_certificate(der, "c"), Succeeds());
  sdk::ByteVector longer = der;
  longer.push_back(std::byte{0});
  EXPECT_THAT(parse_certificate(longer, "c"), DeniedWith(kInvalid));
  EXPECT_THAT(parse_certificate(sdk::ByteView(der).first(der.size() - 1), "c"), DeniedWith(kInvalid));
  EXPECT_THAT(parse_certificate({}, "c"), DeniedWith(kInvalid));
  EXPECT_THAT(parse_certificate(sdk::as_bytes("0123456789"), "c"), DeniedWith(kInvalid));
  EXPECT_THAT(parse_certificate(sdk::ByteVector(kMaxCertificate + 1), "c"), DeniedWith(kInvalid));
  EXPECT_THAT(parse_certificate(with_longer_length(der), "c"), DeniedWith(kInvalid));
}

TEST(ParseCertificate, RefusesAnExtensionTwice) {
  test::CertificateParts parts = pki().vek();
  parts.extensions.push_back(parts.extensions.front());
  EXPECT_THAT(parse_certificate(write_certificate(parts).der, "c"), DeniedWith(kInvalid));
}

TEST(ParseCertificate, RefusesOlderVersions) {
  test::CertificateParts parts = pki().vek();
  parts.extensions.clear();
  parts.version = 0;
  EXPECT_THAT(parse_certificate(write_certificate(parts).der, "c"), DeniedWith(kInvalid));
}

TEST(ParseCertificate, RefusesMalformedStandardExtensions) {
  test::CertificateParts parts = pki().vek();
  parts.extensions.push_back({.oid = "2.5.29.19", .content = sdk::to_vector(sdk::as_bytes("abc"))});
  EXPECT_THAT(parse_certificate(write_certificate(parts).der, "c"), DeniedWith(kInvalid));
}

TEST(ParseCertificates, TakesPemAndDer) {
  const test::Certificate ask = write_certificate(pki().ask()), ark = write_certificate(pki().ark());
  const auto list = parse_certificates(sdk::as_bytes("ASK\n" + ask.pem + "and ARK\n" + ark.pem), "c");
  ASSERT_THAT(list, Succeeds());
  ASSERT_EQ(list.value().size(), 2u);
  EXPECT_EQ(list.value()[0].der(), ask.der);
  EXPECT_EQ(list.value()[1].der(), ark.der);
  const auto one = parse_certificates(ask.der, "c");
  ASSERT_THAT(one, Succeeds());
  EXPECT_EQ(one.value().size(), 1u);
}

TEST(ParseCertificates, RefusesWhatIsNotAllCertificates) {
  const std::string pem = write_certificate(pki().ask()).pem;
  std::string renamed = pem;
  for (std::size_t at = 0; (at = renamed.find("CERTIFICATE", at)) != std::string::npos;)
    renamed.replace(at, 11, "PUBLIC KEY!");
  std::string damaged = pem;
  damaged[damaged.size() / 2] = '*';
  std::string many;
  for (std::size_t i = 0; i <= kMaxCertificates; ++i) many += pem;
  for (const std::string& text :
       {std::string(), std::string("no PEM"), pem + renamed, pem + damaged, pem.substr(0, pem.size() / 2),
        many, pem + std::string(common::kMaxPem, ' ')})
    EXPECT_THAT(parse_certificates(sdk::as_bytes(text), "c"), DeniedWith(kInvalid)) << text.substr(0, 40);
}

TEST(ParseOneCertificate, RefusesASecond) {
  const std::string pem = write_certificate(pki().ask()).pem;
  EXPECT_THAT(parse_one_certificate(sdk::as_bytes(pem), "c"), Succeeds());
  EXPECT_THAT(parse_one_certificate(sdk::as_bytes(pem + pem), "c"), DeniedWith(kInvalid));
}

}  // namespace
}  // namespace postern::x509

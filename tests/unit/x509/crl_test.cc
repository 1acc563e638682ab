// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <openssl/x509v3.h>

#include "common/x509/check_revocation.h"
#include "unit/tpm2/failure_matchers.h"
#include "unit/x509/amd_chain.h"

namespace postern::x509 {
namespace {

using test::DeniedWith;
using test::Succeeds;

constexpr const char* kInvalid = POSTERN_REASON_CRL_INVALID;
constexpr const char* kStale = POSTERN_REASON_CRL_STALE;
constexpr auto kDay = std::chrono::hours(24);

const test::AmdPki& pki() {
  static const test::AmdPki kept;
  return kept;
}

sdk::Result<VerifiedCrl> judge(const test::RevocationParts& parts,
                               std::chrono::nanoseconds max_age = 7 * kDay, Time now = test::good_time()) {
  POSTERN_TRY(list, parse_crl(write_crl(parts)));
  return verify_crl(std::move(list), test::verified(pki(), pki().ask()), SignatureRule::kAmd, {now, max_age});
}

// revocation: of a VCEK's chain whose ASK has the serial number 77.
sdk::Result<void> revocation(const std::vector<long>& revoked) {
  test::CertificateParts ask = pki().ask();
  ask.serial = 77;
  test::RevocationParts parts = pki().crl();
  parts.revoked = revoked;
  const VerifiedChain chain = test::verified(pki(), ask);
  POSTERN_TRY(list, parse_crl(write_crl(parts)));
  POSTERN_TRY(verified,
              verify_crl(std::move(list), chain, SignatureRule::kAmd, {test::good_time(), 7 * kDay}));
  return check_revocation(chain, verified);
}

TEST(ParseCrl, WantsExactlyOneInDer) {
  const sdk::ByteVector der = write_crl(pki().crl());
  EXPECT_THAT(parse_crl(der), Succeeds());
  sdk::ByteVector longer = der;
  longer.push_back(std::byte{0});
  EXPECT_THAT(parse_crl(longer), DeniedWith(kInvalid));
  EXPECT_THAT(parse_crl(sdk::ByteView(der).first(der.size() - 1)), DeniedWith(kInvalid));
  EXPECT_THAT(parse_crl({}), DeniedWith(kInvalid));
  EXPECT_THAT(parse_crl(sdk::ByteVector(kMaxCrl + 1)), DeniedWith(kInvalid));
  EXPECT_THAT(parse_crl(write_certificate(pki().ark()).der), DeniedWith(kInvalid));
}

// What stands beside the signature is not signed, and OpenSSL goes by it.
TEST(ParseCrl, AlgorithmIsTheSignedOne) {
  const std::string rsassa_pss = "\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0a";
  const sdk::ByteVector der = write_crl(pki().crl());
  std::string text(reinterpret_cast<const char*>(der.data()), der.size());
  const std::size_t unsigned_one = text.find(rsassa_pss, text.find(rsassa_pss) + 1);
  ASSERT_NE(unsigned_one, std::string::npos);
  const std::size_t null = text.find(std::string("\5\0", 2), unsigned_one);
  ASSERT_NE(null, std::string::npos);
  text[null] = '\x96';
  EXPECT_THAT(parse_crl(sdk::as_bytes(text)), DeniedWith(kInvalid));
}

TEST(ParseCrl, RefusesListsThatMayNotTellEverything) {
  const sdk::ByteVector der = write_crl(pki().crl());
  auto list = parse_crl(der).take();
  ASN1_INTEGER* base = ASN1_INTEGER_new();
  ASN1_INTEGER_set(base, 1);
  ASSERT_EQ(X509_CRL_add1_ext_i2d(list.get(), NID_delta_crl, base, 1, 0), 1);
  ASN1_INTEGER_free(base);
  unsigned char* encoded = nullptr;
  X509_CRL_sign(list.get(), pki().ark_key(), EVP_sha384());
  const int size = i2d_X509_CRL(list.get(), &encoded);
  ASSERT_GT(size, 0);
  const auto* first = reinterpret_cast<const std::byte*>(encoded);
  EXPECT_THAT(parse_crl(sdk::ByteView(first, static_cast<std::size_t>(size))), DeniedWith(kInvalid));
  OPENSSL_free(encoded);
}

TEST(VerifyCrl, AcceptsACurrentListOfTheRoot) {
  const auto list = judge(pki().crl());
  ASSERT_THAT(list, Succeeds());
  EXPECT_EQ(list.value().issuer_pin(), test::root_pins(pki()).front());
  EXPECT_EQ(list.value().this_update().time_since_epoch().count(), test::kPkiNow - 86400);
}

TEST(VerifyCrl, SignatureMustBeItsIssuers) {
  test::RevocationParts parts = pki().crl();
  parts.signature.key = test::rsa_key("somebody else");
  EXPECT_THAT(judge(parts), DeniedWith(kInvalid));
}

TEST(VerifyCrl, IssuerMustBeInTheChain) {
  test::RevocationParts parts = pki().crl();
  parts.issuer = "ARK-Genoa";
  EXPECT_THAT(judge(parts), DeniedWith(kInvalid));
  parts = pki().crl();
  parts.issuer_organization = "Another";
  EXPECT_THAT(judge(parts), DeniedWith(kInvalid));
}

TEST(VerifyCrl, IssuerMustBeAllowedToSignLists) {
  test::RevocationParts parts = pki().crl();
  parts.issuer = pki().ask_name();  // its key usage is keyCertSign alone
  parts.signature.key = test::rsa_key(pki().ask_name());
  EXPECT_THAT(judge(parts), DeniedWith(kInvalid));
}

TEST(VerifyCrl, SignatureFollowsTheRule) {
  for (const test::SignatureParts& wrong : {test::SignatureParts{.salt_length = 20},
                                            test::SignatureParts{.hash = "SHA256", .mask_hash = "SHA256"},
                                            test::SignatureParts{.is_pss = false}}) {
    test::RevocationParts parts = pki().crl();
    parts.signature = wrong;
    parts.signature.key = pki().ark_key();
    EXPECT_THAT(judge(parts), DeniedWith(kInvalid)) << wrong.hash << wrong.salt_length;
  }
}

TEST(VerifyCrl, RefusesStaleLists) {
  test::RevocationParts future = pki().crl(), passed = pki().crl(), endless = pki().crl();
  future.last_update = test::kPkiNow + 1;
  passed.next_update = test::kPkiNow - 1;
  endless.next_update.reset();
  for (const auto& parts : {future, passed, endless}) EXPECT_THAT(judge(parts), DeniedWith(kStale));
}

TEST(VerifyCrl, AgeIsLimited) {
  test::RevocationParts parts = pki().crl();
  parts.last_update = test::kPkiNow - 86400;
  EXPECT_THAT(judge(parts, kDay), Succeeds());
  EXPECT_THAT(judge(parts, kDay - std::chrono::seconds(1)), DeniedWith(kStale));
  EXPECT_THAT(judge(parts, std::chrono::nanoseconds::max()), Succeeds());
}

TEST(CheckRevocation, ListedCertificatesAreRefused) {
  EXPECT_THAT(revocation({}), Succeeds());
  EXPECT_THAT(revocation({1, 78}), Succeeds());
  const auto refused = revocation({1, 77});
  EXPECT_THAT(refused, DeniedWith(POSTERN_REASON_CERTIFICATE_REVOKED));
  EXPECT_EQ(refused.failure().subject(), "certificate.SEV-Milan");
}

TEST(CheckRevocation, RootOnItsOwnListIsRefused) {
  const auto refused = revocation({pki().ark().serial});
  EXPECT_THAT(refused, DeniedWith(POSTERN_REASON_CERTIFICATE_REVOKED));
  EXPECT_EQ(refused.failure().subject(), "certificate.ARK-Milan");
}

// The VCEK has the serial number 0, but another issuer than the list.
TEST(CheckRevocation, SerialNumbersOfOtherIssuersDoNotCount) { EXPECT_THAT(revocation({0}), Succeeds()); }

TEST(CheckRevocation, ListOfAnotherChainTellsNothing) {
  const test::AmdPki genoa(test::AmdProduct::kGenoa);
  const auto list = verify_crl(parse_crl(write_crl(genoa.crl())).take(), test::verified(genoa, genoa.ask()),
                               SignatureRule::kAmd, {test::good_time(), 7 * kDay});
  ASSERT_THAT(list, Succeeds());
  EXPECT_THAT(check_revocation(test::verified(pki(), pki().ask()), list.value()), DeniedWith(kInvalid));
}

}  // namespace
}  // namespace postern::x509

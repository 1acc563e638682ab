// SPDX-License-Identifier: Apache-2.0
// Certificates without a connection: what is made, and what is read, verified and checked.

#include "host/atls/certificate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "host/atls/certificate_policy.h"
#include "host/atls/server_identity.h"
#include "unit/atls/recorders.h"
#include "unit/atls/test_certificate.h"

namespace postern::atls::test {
namespace {

using std::chrono::system_clock;

const auto kNow = system_clock::from_time_t(1'800'000'000);

PeerCertificate parsed(X509* certificate) {
  auto result = parse_peer_certificate(certificate);
  if (const auto* refusal = std::get_if<attest::Refusal>(&result))
    ADD_FAILURE() << attest::describe(*refusal);
  return std::get<PeerCertificate>(std::move(result));
}

SelfSigned verified(X509* certificate) {
  auto result = verify_self_signed(parsed(certificate));
  if (const auto* refusal = std::get_if<attest::Refusal>(&result))
    ADD_FAILURE() << attest::describe(*refusal);
  return std::get<SelfSigned>(std::move(result));
}

TEST(CertificateTest, MadeCertificateReadsBack) {
  const auto key = make_key();
  ASSERT_TRUE(key.ok());
  const EvidenceDocument evidence{kKnownOid, document_of(std::string("raw\0bytes", 9))};
  const auto made = make_certificate(key->get(), kNow, &evidence);
  ASSERT_TRUE(made.ok()) << made.status();
  const SelfSigned certificate = verified(made->get());
  EXPECT_EQ(certificate.fields().channel_key, spki_digest(key->get()));
  EXPECT_EQ(certificate.fields().channel_key, *channel_key_of(key->get()));
  EXPECT_EQ(certificate.fields().not_before, 1'800'000'000 - 7200);
  EXPECT_EQ(certificate.fields().not_after, 1'800'000'000 + 7200);
  ASSERT_EQ(certificate.fields().extensions.size(), 1u);
  const auto presented = check_evidence(certificate, ScriptedExaminer(), 9);
  const auto* document = std::get_if<PresentedEvidence>(&presented);
  ASSERT_NE(document, nullptr);
  EXPECT_TRUE(std::equal(document->document.begin(), document->document.end(), evidence.document.begin(),
                         evidence.document.end()));
  EXPECT_EQ(X509_get_version(made->get()), X509_VERSION_3);
}

TEST(CertificateTest, SerialsAreRandomAndOf128Bits) {
  const auto key = make_key();
  const auto a = make_certificate(key->get(), kNow), b = make_certificate(key->get(), kNow);
  const BignumPtr first(ASN1_INTEGER_to_BN(X509_get0_serialNumber(a->get()), nullptr));
  const BignumPtr second(ASN1_INTEGER_to_BN(X509_get0_serialNumber(b->get()), nullptr));
  EXPECT_NE(BN_cmp(first.get(), second.get()), 0);
  EXPECT_LE(BN_num_bits(first.get()), 128);
  EXPECT_GT(BN_num_bits(first.get()), 64);
}

TEST(CertificateTest, ValidityIncludesBothEnds) {
  const auto key = make_key();
  const auto made = make_certificate(key->get(), kNow);
  const SelfSigned certificate = verified(made->get());
  const auto code_at = [&certificate](system_clock::time_point now) {
    const auto refusal = check_validity(certificate, now);
    return refusal ? refusal->reason.code : "";
  };
  using std::chrono::hours;
  using std::chrono::seconds;
  EXPECT_EQ(code_at(kNow), "");
  EXPECT_EQ(code_at(kNow - hours(2)), "");
  EXPECT_EQ(code_at(kNow + hours(2)), "");
  EXPECT_EQ(code_at(kNow - hours(2) - seconds(1)), POSTERN_REASON_CERTIFICATE_EXPIRED);
  EXPECT_EQ(code_at(kNow + hours(2) + seconds(1)), POSTERN_REASON_CERTIFICATE_EXPIRED);
  EXPECT_EQ(check_validity(certificate, kNow + hours(3))->reason.observed, "2027-01-15T11:00:00Z");
}

X509Ptr seed(const std::string& name) {
  std::ifstream file(POSTERN_SOURCE_DIR "/tests/fuzz/atls/certificate_corpus/" + name, std::ios::binary);
  const std::string der{std::istreambuf_iterator<char>(file), {}};
  const auto* at = reinterpret_cast<const unsigned char*>(der.data());
  return X509Ptr(d2i_X509(nullptr, &at, static_cast<long>(der.size())));
}

// refused: code and subject of the first check that refuses, or nothing.
std::string refused(const X509Ptr& certificate) {
  const auto print = [](const attest::Refusal& refusal) {
    return refusal.reason.code + " " + refusal.reason.subject;
  };
  auto read = parse_peer_certificate(certificate.get());
  if (const auto* refusal = std::get_if<attest::Refusal>(&read)) return print(*refusal);
  const auto signature = verify_self_signed(std::get<PeerCertificate>(std::move(read)));
  if (const auto* refusal = std::get_if<attest::Refusal>(&signature)) return print(*refusal);
  return "";
}

TEST(CertificateTest, KeysAndSignaturesThatAreAccepted) {
  for (const char* name : {"p256", "p256-two-types", "p256-too-large", "p256-no-extension", "p384"}) {
    EXPECT_EQ(refused(seed(name)), "") << name;
  }
}

TEST(CertificateTest, KeysAndSignaturesThatAreNot) {
  for (const char* name : {"rsa", "p521", "explicit-curve"}) {
    EXPECT_EQ(refused(seed(name)), "CERTIFICATE_INVALID key") << name;
  }
  EXPECT_EQ(refused(seed("p256-sha1")), "CERTIFICATE_INVALID signature");
}

TEST(CertificateTest, UnknownTypesBeforeTheKnownOneArePassedOver) {
  const X509Ptr certificate = seed("p256-two-types");
  const auto presented = check_evidence(verified(certificate.get()), ScriptedExaminer(), 100);
  ASSERT_TRUE(std::holds_alternative<PresentedEvidence>(presented));
  EXPECT_EQ(std::get<PresentedEvidence>(presented).type, "dummy");
}

TEST(ServerIdentityTest, IsKeptForAnHourThenRenewed) {
  ServerIdentity identity;
  using std::chrono::minutes;
  const auto first = identity.current(kNow);
  ASSERT_TRUE(first.ok());
  EXPECT_EQ(*identity.current(kNow + minutes(59)), *first);
  const auto second = identity.current(kNow + minutes(60));
  EXPECT_NE(*second, *first);
  EXPECT_NE(EVP_PKEY_eq((*first)->key.get(), (*second)->key.get()), 1);
  // A clock that was set back renews too.
  EXPECT_NE(*identity.current(kNow), *second);
}

}  // namespace
}  // namespace postern::atls::test

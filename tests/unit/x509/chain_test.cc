// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "unit/tpm2/failure_matchers.h"
#include "unit/x509/amd_chain.h"

namespace postern::x509 {
namespace {

using test::DeniedWith;
using test::Succeeds;

constexpr const char* kChain = POSTERN_REASON_CHAIN_INVALID;
constexpr const char* kExpired = POSTERN_REASON_CERTIFICATE_EXPIRED;
constexpr const char* kUntrusted = POSTERN_REASON_ROOT_UNTRUSTED;

// Chain: VCEK, ASK and ARK that can be made wrong before they are judged.
struct Chain {
  test::AmdPki pki;
  test::CertificateParts vek = pki.vek(), ask = pki.ask(), ark = pki.ark();
  std::vector<Pin> pins = test::root_pins(pki);
  Time now = test::good_time();

  sdk::Result<VerifiedChain> judge(SignatureRule rule = SignatureRule::kAmd) const {
    const std::vector<Certificate> others{test::parsed(ark), test::parsed(ask)};  // the order does not matter
    return verify_chain(test::parsed(vek), others, pins, rule, now);
  }
};

// Subject: the certificate that a denial is about.
std::string subject_of(const sdk::Result<VerifiedChain>& result) {
  return result.ok() ? "" : result.failure().subject();
}

TEST(VerifyChain, AcceptsAChainToAPinnedRoot) {
  const Chain chain;
  const auto verified = chain.judge();
  ASSERT_THAT(verified, Succeeds());
  EXPECT_EQ(verified.value().leaf().common_name(), "SEV-VCEK");
  ASSERT_EQ(verified.value().issuers().size(), 2u);
  EXPECT_EQ(verified.value().issuers()[0].common_name(), "SEV-Milan");
  EXPECT_EQ(verified.value().root().common_name(), "ARK-Milan");
  EXPECT_EQ(verified.value().root_pin(), chain.pins.front());
}

TEST(VerifyChain, RootCountsOnlyWhenPinned) {
  Chain chain;
  chain.pins = test::root_pins(test::AmdPki(test::AmdProduct::kGenoa));
  EXPECT_THAT(chain.judge(), DeniedWith(kUntrusted));
  EXPECT_EQ(subject_of(chain.judge()), "certificate.ARK-Milan");
  chain.pins.clear();
  EXPECT_THAT(chain.judge(), DeniedWith(kUntrusted));
}

TEST(VerifyChain, PinOfAnIntermediateOrLeafMakesNoRoot) {
  Chain chain;
  chain.pins = {spki_pin(test::parsed(chain.ask)), spki_pin(test::parsed(chain.vek))};
  EXPECT_THAT(chain.judge(), DeniedWith(kUntrusted));
}

TEST(VerifyChain, LookalikeChainIsUntrustedBesideTheRealRoot) {
  Chain chain;
  chain.ark.key = chain.ark.signature.key = chain.ask.signature.key = test::rsa_key("lookalike");
  EXPECT_THAT(chain.judge(), DeniedWith(kUntrusted));
  const std::vector<Certificate> others{test::parsed(chain.pki.ark()), test::parsed(chain.ark),
                                        test::parsed(chain.ask)};
  EXPECT_THAT(verify_chain(test::parsed(chain.vek), others, chain.pins, SignatureRule::kAmd, chain.now),
              DeniedWith(kUntrusted));
}

TEST(VerifyChain, RootMustVerifyUnderItsOwnKey) {
  Chain chain;
  chain.ark.signature.key = test::rsa_key("somebody else");
  EXPECT_THAT(chain.judge(), DeniedWith(kChain));
  EXPECT_EQ(subject_of(chain.judge()), "certificate.ARK-Milan");
}

TEST(VerifyChain, EverySignatureMustVerify) {
  Chain other_ask;
  other_ask.vek.signature.key = test::rsa_key("other ask");
  EXPECT_THAT(other_ask.judge(), DeniedWith(kChain));
  EXPECT_EQ(subject_of(other_ask.judge()), "certificate.SEV-VCEK");
  Chain other_ark;
  other_ark.ask.signature.key = test::rsa_key("other ark");
  EXPECT_THAT(other_ark.judge(), DeniedWith(kChain));
  EXPECT_EQ(subject_of(other_ark.judge()), "certificate.SEV-Milan");
}

TEST(VerifyChain, IssuerNamesMustBeEqual) {
  Chain chain;
  chain.vek.issuer_organization = "Another";
  EXPECT_THAT(chain.judge(), DeniedWith(kChain));
}

TEST(VerifyChain, IssuersMustBeThere) {
  const Chain chain;
  const std::vector<Certificate> only_root{test::parsed(chain.ark)}, only_ask{test::parsed(chain.ask)};
  for (const auto& others : {std::vector<Certificate>{}, only_root, only_ask})
    EXPECT_THAT(verify_chain(test::parsed(chain.vek), others, chain.pins, SignatureRule::kAmd, chain.now),
                DeniedWith(kChain));
}

TEST(VerifyChain, RootIsNoLeaf) {
  const Chain chain;
  const std::vector<Certificate> others{test::parsed(chain.ark)};
  EXPECT_THAT(verify_chain(others.front(), others, chain.pins, SignatureRule::kAmd, chain.now),
              DeniedWith(kChain));
}

TEST(VerifyChain, EveryCertificateMustBeValidAtThatTime) {
  for (auto part : {&Chain::vek, &Chain::ask, &Chain::ark}) {
    Chain expired, early;
    (expired.*part).not_after = test::kPkiNow - 1;
    (early.*part).not_before = test::kPkiNow + 1;
    EXPECT_THAT(expired.judge(), DeniedWith(kExpired));
    EXPECT_EQ(subject_of(expired.judge()), "certificate." + (expired.*part).common_name);
    EXPECT_THAT(early.judge(), DeniedWith(kExpired));
  }
}

TEST(VerifyChain, ValidityStartsAndEndsExactly) {
  Chain chain;
  chain.now = test::at(test::kPkiNotBefore);
  EXPECT_THAT(chain.judge(), Succeeds());
  chain.now = test::at(test::kPkiNotBefore) - std::chrono::nanoseconds(1);
  EXPECT_THAT(chain.judge(), DeniedWith(kExpired));
  chain.now = test::at(test::kPkiNotAfter) - std::chrono::nanoseconds(1);
  EXPECT_THAT(chain.judge(), Succeeds());
  chain.now = test::at(test::kPkiNotAfter);
  EXPECT_THAT(chain.judge(), DeniedWith(kExpired));
}

TEST(VerifyChain, EverySignatureFollowsAmdsRule) {
  const test::SignatureParts wrong[] = {{.salt_length = 32},
                                        {.hash = "SHA256", .mask_hash = "SHA256", .salt_length = 32},
                                        {.hash = "SHA512", .mask_hash = "SHA512"},
                                        {.mask_hash = "SHA1"},
                                        {.hash = "SHA1", .mask_hash = "SHA1", .salt_length = 20},
                                        {.is_pss = false}};
  for (auto part : {&Chain::vek, &Chain::ask, &Chain::ark}) {
    for (const test::SignatureParts& parts : wrong) {
      Chain chain;
      EVP_PKEY* key = (chain.*part).signature.key;
      (chain.*part).signature = parts;
      (chain.*part).signature.key = key;
      EXPECT_THAT(chain.judge(), DeniedWith(kChain))
          << parts.hash << " " << parts.mask_hash << parts.salt_length;
    }
  }
}

TEST(VerifyChain, AmdsIssuersHaveRsaKeys) {
  Chain chain;
  chain.ask.key = test::p384_key("ask");
  chain.vek.signature = {.key = test::p384_key("ask"), .is_pss = false};
  EXPECT_THAT(chain.judge(), DeniedWith(kChain));
  EXPECT_THAT(chain.judge(SignatureRule::kCommon), Succeeds());
}

TEST(VerifyChain, CommonRuleHasNoWeakDigests) {
  for (const char* hash : {"SHA256", "SHA384", "SHA512"}) {
    Chain chain;
    chain.vek.signature.hash = hash;
    chain.vek.signature.is_pss = false;
    EXPECT_THAT(chain.judge(SignatureRule::kCommon), Succeeds()) << hash;
    EXPECT_THAT(chain.judge(SignatureRule::kAmd), DeniedWith(kChain)) << hash;
  }
  for (const char* hash : {"MD5", "SHA1", "SHA224"}) {
    Chain chain;
    chain.vek.signature.hash = hash;
    chain.vek.signature.is_pss = false;
    EXPECT_THAT(chain.judge(SignatureRule::kCommon), DeniedWith(kChain)) << hash;
  }
}

TEST(VerifyChain, IssuersMustBeCas) {
  for (const char* constraints : {"critical,CA:FALSE", ""}) {
    Chain chain;
    if (*constraints != '\0')
      chain.ask.basic_constraints = constraints;
    else
      chain.ask.basic_constraints.reset();
    EXPECT_THAT(chain.judge(), DeniedWith(kChain));
    EXPECT_EQ(subject_of(chain.judge()), "certificate.SEV-Milan");
  }
}

TEST(VerifyChain, IssuersMustBeAllowedToSignCertificates) {
  Chain chain;
  chain.ask.key_usage = "critical,cRLSign,digitalSignature";
  EXPECT_THAT(chain.judge(), DeniedWith(kChain));
}

TEST(VerifyChain, PathLengthIsKept) {
  Chain chain;
  chain.ark.basic_constraints = "critical,CA:TRUE,pathlen:0";
  EXPECT_THAT(chain.judge(), DeniedWith(kChain));
}

TEST(VerifyChain, UnknownCriticalExtensionsAreRefused) {
  for (auto part : {&Chain::vek, &Chain::ask, &Chain::ark}) {
    Chain chain;
    (chain.*part).extensions.push_back({.oid = "1.2.3.4", .content = {}, .critical = false});
    EXPECT_THAT(chain.judge(), Succeeds());
    (chain.*part).extensions.back().critical = true;
    EXPECT_THAT(chain.judge(), DeniedWith(kChain));
  }
}

// judge_deep: a leaf below that many issuers, all signed by one key.
sdk::Result<VerifiedChain> judge_deep(std::size_t issuers) {
  const test::AmdPki pki;
  std::vector<Certificate> others{test::parsed(pki.ark())};
  std::string below = pki.ark_name();
  EVP_PKEY* signer = pki.ark_key();
  for (std::size_t i = 1; i < issuers; ++i) {
    test::CertificateParts parts = pki.ask();
    parts.common_name = "level " + std::to_string(i);
    parts.issuer = below;
    parts.signature.key = signer;
    parts.basic_constraints = "critical,CA:TRUE";
    others.push_back(test::parsed(parts));
    below = parts.common_name;
    signer = parts.key;
  }
  test::CertificateParts leaf = pki.vek();
  leaf.issuer = below;
  leaf.signature.key = signer;
  return verify_chain(test::parsed(leaf), others, test::root_pins(pki), SignatureRule::kAmd,
                      test::good_time());
}

TEST(VerifyChain, DepthIsBounded) {
  EXPECT_THAT(judge_deep(1), Succeeds());
  EXPECT_THAT(judge_deep(kMaxIssuers), Succeeds());
  EXPECT_THAT(judge_deep(kMaxIssuers + 1), DeniedWith(kChain));
}

TEST(VerifyChain, CandidatesAreBounded) {
  const Chain chain;
  std::vector<Certificate> others{test::parsed(chain.ask), test::parsed(chain.ark)};
  others.resize(kMaxCandidates, others.back());
  EXPECT_THAT(verify_chain(test::parsed(chain.vek), others, chain.pins, SignatureRule::kAmd, chain.now),
              Succeeds());
  others.push_back(others.back());
  EXPECT_THAT(verify_chain(test::parsed(chain.vek), others, chain.pins, SignatureRule::kAmd, chain.now),
              DeniedWith(kChain));
}

}  // namespace
}  // namespace postern::x509

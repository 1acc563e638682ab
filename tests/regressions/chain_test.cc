// SPDX-License-Identifier: Apache-2.0
//
// Published failures of verifiers of certificate chains and revocation lists. Every test starts from evidence that is
// allowed.

#include <gtest/gtest.h>

#include "common/attdoc/write_snp_instance_info.h"
#include "regressions/machines.h"
#include "unit/snp/hardware.h"

namespace postern::regressions {
namespace {

using test::Hardware;
using test::RevocationParts;

std::string code_of(const sdk::Result<snp::VerifiedReport>& result) {
  if (result.ok()) return "allowed";
  return (result.failure().status() == POSTERN_DENIED ? "" : "no verdict: ") + result.failure().code();
}

ByteVector bytes_of(const std::string& text) { return sdk::to_vector(sdk::as_bytes(text)); }

// An attacker's infrastructure: all names are AMD's, no key is.
test::CertificateParts forged(test::CertificateParts parts, const std::string& issuer) {
  parts.key = test::rsa_key("forged " + parts.common_name);
  parts.signature.key = test::rsa_key("forged " + issuer);
  return parts;
}

class ChainRegression : public ::testing::Test {
 protected:
  void SetUp() override { ASSERT_EQ(judge_azure(usual_azure()), "allowed"); }

  // judge_chain: the usual machine with these certificates instead of its own.
  static std::string judge_chain(const test::CertificateParts& vek, const test::CertificateParts& ask,
                                 const test::CertificateParts& ark) {
    test::AzureMachine machine = usual_azure();
    attdoc::SnpInstanceInfo info = test::azure_instance_info(machine);
    info.report_signer = bytes_of(test::write_certificate(vek).pem);
    info.cert_chain = bytes_of(test::write_certificate(ask).pem + test::write_certificate(ark).pem);
    machine.instance_info = attdoc::write_snp_instance_info(info);
    return judge_azure(machine);
  }

  const test::AmdPki pki_ = usual_azure().pki;
};

// The root came with the evidence and was trusted for its name: what aleph-vm's port of a verifier found in its donor
// (aleph-im/aleph-vm pull request 1033), and why a chain ends at a pinned key here.
TEST_F(ChainRegression, RootTakenFromTheEvidence) {
  ASSERT_EQ(judge_chain(pki_.vek(), pki_.ask(), pki_.ark()), "allowed");
  const auto ark = forged(pki_.ark(), pki_.ark_name()), ask = forged(pki_.ask(), pki_.ark_name());
  test::CertificateParts vek = pki_.vek();
  vek.signature.key = ask.key;
  EXPECT_EQ(judge_chain(vek, ask, ark), POSTERN_REASON_ROOT_UNTRUSTED);
}

// The VCEK was checked against the ASK, and the ASK against nothing: the class that agentrust-io/cmcp issue 384
// describes. The genuine root lies beside, but did not sign the ASK.
TEST_F(ChainRegression, VcekCheckedOnlyAgainstTheAsk) {
  test::CertificateParts ask = pki_.ask(), vek = pki_.vek();
  ask.key = test::rsa_key("forged ASK");
  vek.signature.key = ask.key;
  ASSERT_EQ(judge_chain(vek, ask, pki_.ark()), "allowed") << "an ASK with another key, which the root signed";
  ask.signature.key = test::rsa_key("forged ARK");
  EXPECT_EQ(judge_chain(vek, ask, pki_.ark()), POSTERN_REASON_CHAIN_INVALID);
  ask.signature.key = ask.key;
  ask.issuer = ask.common_name;
  EXPECT_EQ(judge_chain(vek, ask, pki_.ark()), POSTERN_REASON_ROOT_UNTRUSTED) << "an ASK that vouches for itself";
}

// An expired VCEK verified as a fresh one does (Dstack-TEE/dstack issue 1140). Each certificate of the chain, and both
// ends of its validity.
TEST_F(ChainRegression, ExpiredCertificate) {
  const auto change = [&](int which, auto edit) {
    std::vector<test::CertificateParts> parts{pki_.vek(), pki_.ask(), pki_.ark()};
    edit(parts[static_cast<std::size_t>(which)]);
    return judge_chain(parts[0], parts[1], parts[2]);
  };
  for (int which = 0; which < 3; ++which) {
    EXPECT_EQ(change(which, [](auto& parts) { parts.not_after = test::kPkiNow + 1; }), "allowed") << which;
    EXPECT_EQ(change(which, [](auto& parts) { parts.not_after = test::kPkiNow - 1; }), POSTERN_REASON_CERTIFICATE_EXPIRED) << which;
    EXPECT_EQ(change(which, [](auto& parts) { parts.not_before = test::kPkiNow + 1; }), POSTERN_REASON_CERTIFICATE_EXPIRED) << which;
  }
}

// Revocation lists. Each test demands a list of at most a week.
class CrlRegression : public ::testing::Test {
 protected:
  CrlRegression() {
    machine_.trust.crl_max_age = std::chrono::hours(24 * 7);
    machine_.crl = machine_.pki.crl();
  }
  void SetUp() override { ASSERT_EQ(code_of(machine_.judge()), "allowed"); }
  RevocationParts& list() { return *machine_.crl; }

  Hardware machine_;
};

TEST_F(CrlRegression, RevokedIsRevoked) {
  list().revoked = {machine_.pki.ask().serial};
  EXPECT_EQ(code_of(machine_.judge()), POSTERN_REASON_CERTIFICATE_REVOKED);
}

// The list itself was never verified, or its check was left out: enarx/steward pull request 159.
TEST_F(CrlRegression, ListIsNotVerified) {
  list().signature.key = test::rsa_key("forged ARK-Milan");
  EXPECT_EQ(code_of(machine_.judge()), POSTERN_REASON_CRL_INVALID) << "signed by somebody else";
  list() = machine_.pki.crl();
  list().issuer = machine_.pki.ask_name();
  EXPECT_EQ(code_of(machine_.judge()), POSTERN_REASON_CRL_INVALID) << "in somebody else's name";
  machine_.crl.reset();
  EXPECT_EQ(code_of(machine_.judge()), std::string("no verdict: ") + POSTERN_REASON_COLLATERAL_UNAVAILABLE)
      << "no list at all, so nothing is allowed";
}

// Who sits on the network could serve an old list forever: google/go-sev-guest pull request 191.
TEST_F(CrlRegression, StaleList) {
  list().next_update = test::kPkiNow - 1;
  EXPECT_EQ(code_of(machine_.judge()), POSTERN_REASON_CRL_STALE) << "its issuer says that there is a newer one";
  list() = machine_.pki.crl();
  list().last_update = test::kPkiNow - 8 * 86400;
  EXPECT_EQ(code_of(machine_.judge()), POSTERN_REASON_CRL_STALE) << "older than the configuration allows";
}

// Lists from the future and without an end: confidential-dot-ai/attestation-rs pull request 83.
TEST_F(CrlRegression, ListFromTheFuture) {
  list().last_update = test::kPkiNow + 1;
  EXPECT_EQ(code_of(machine_.judge()), POSTERN_REASON_CRL_STALE);
}

TEST_F(CrlRegression, ListWithoutNextUpdate) {
  list().next_update.reset();
  EXPECT_EQ(code_of(machine_.judge()), POSTERN_REASON_CRL_STALE);
}

}  // namespace
}  // namespace postern::regressions

// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "unit/snp/hardware.h"
#include "unit/tpm2/failure_matchers.h"

namespace postern::snp {
namespace {

using test::AmdPki;
using test::AmdProduct;
using test::DeniedWith;
using test::Succeeds;
using test::VekKind;

constexpr const char* kChain = POSTERN_REASON_CHAIN_INVALID;
constexpr const char* kProduct = POSTERN_REASON_PRODUCT_MISMATCH;
constexpr const char* kUntrusted = POSTERN_REASON_ROOT_UNTRUSTED;

// Chain: VEK, its issuer and the root, before they are written.
struct Chain {
  explicit Chain(AmdProduct product = AmdProduct::kMilan, VekKind kind = VekKind::kVcek)
      : pki(product), vek(pki.vek({.kind = kind})), issuer(pki.intermediate(kind)) {}

  // rename_issuer: the issuer under another name, with everything else right.
  void rename_issuer(const std::string& name) { issuer.common_name = vek.issuer = name; }
  void rename_root(const std::string& name) { root.common_name = root.issuer = issuer.issuer = name; }

  sdk::Result<VerifiedVek> judge() const {
    const std::vector<x509::Certificate> others{test::parsed(issuer), test::parsed(root)};
    return verify_vek_chain(test::parsed(vek), others, roots, test::good_time());
  }

  AmdPki pki;
  test::CertificateParts vek, issuer, root = pki.ark();
  std::vector<RootPin> roots = test::roots_of(pki);
};

TEST(VekChain, AcceptsEveryProductAndRole) {
  for (const AmdProduct product : {AmdProduct::kMilan, AmdProduct::kGenoa, AmdProduct::kTurin}) {
    for (const VekKind kind : {VekKind::kVcek, VekKind::kVlek}) {
      const auto vek = Chain(product, kind).judge();
      ASSERT_THAT(vek, Succeeds());
      EXPECT_EQ(vek.value().product(), test::line_of(product));
      EXPECT_EQ(vek.value().facts().role, kind == VekKind::kVcek ? VekRole::kVcek : VekRole::kVlek);
      EXPECT_EQ(vek.value().key(), vek.value().chain().leaf().public_key());
    }
  }
}

TEST(VekChain, AmdsRootsArePinned) {
  const auto roots = amd_roots();
  ASSERT_EQ(roots.size(), 3u);
  EXPECT_EQ(roots[0].product, ProductLine::kMilan);
  EXPECT_EQ(x509::to_text(roots[0].pin), "9f056bee44377e29308cb5ffa895bdfb62d18881fa6bed8d6f075b0204089cb9");
  EXPECT_EQ(roots[1].product, ProductLine::kGenoa);
  EXPECT_EQ(x509::to_text(roots[1].pin), "429a69c9422aa258ee4d8db5fcda9c6470ef15f8cd5a9cebd6cbc7d90b863831");
  EXPECT_EQ(roots[2].product, ProductLine::kTurin);
  EXPECT_EQ(x509::to_text(roots[2].pin), "4f125410563a2ab9a50356f9243f6fe0b6f73de98603f53f90339c70e9d7ad08");
}

TEST(VekChain, NamesAloneAreNotTrusted) {
  Chain chain;
  chain.roots = amd_roots();
  EXPECT_THAT(chain.judge(), DeniedWith(kUntrusted));
  chain.roots.clear();
  EXPECT_THAT(chain.judge(), DeniedWith(kUntrusted));
}

TEST(VekChain, AskAloneIsNotEnough) {
  const Chain chain;
  const std::vector<x509::Certificate> ask{test::parsed(chain.issuer)};
  EXPECT_THAT(verify_vek_chain(test::parsed(chain.vek), ask, chain.roots, test::good_time()),
              DeniedWith(kChain));
  std::vector<RootPin> roots{{ProductLine::kMilan, x509::spki_pin(ask.front())}};
  EXPECT_THAT(verify_vek_chain(test::parsed(chain.vek), ask, roots, test::good_time()), DeniedWith(kChain));
}

TEST(VekChain, RolesHaveTheirOwnIssuers) {
  Chain vcek, vlek(AmdProduct::kMilan, VekKind::kVlek), odd;
  vcek.rename_issuer("SEV-VLEK-Milan");
  vlek.rename_issuer("SEV-Milan");
  odd.rename_issuer("SEV-");
  for (const Chain* chain : {&vcek, &vlek, &odd}) EXPECT_THAT(chain->judge(), DeniedWith(kChain));
}

TEST(VekChain, IssuersAreOfTheRootsProduct) {
  Chain issuer, root;
  issuer.rename_issuer("SEV-Genoa");
  EXPECT_THAT(issuer.judge(), DeniedWith(kProduct));
  root.rename_root("ARK-Genoa");
  EXPECT_THAT(root.judge(), DeniedWith(kProduct));
}

TEST(VekChain, CertificateIsOfTheRootsProduct) {
  Chain chain;
  chain.vek = chain.pki.vek({.product_name = "Genoa"});
  EXPECT_THAT(chain.judge(), DeniedWith(kProduct));
}

TEST(VekChain, PinIsForOneProduct) {
  Chain chain;
  chain.roots.front().product = ProductLine::kTurin;
  EXPECT_THAT(chain.judge(), DeniedWith(kProduct));
  chain.roots.push_back({ProductLine::kMilan, chain.roots.front().pin});
  EXPECT_THAT(chain.judge(), Succeeds());
}

TEST(VekChain, RootIsNamedAsAmdNamesIt) {
  Chain chain;
  chain.rename_root("Milan root");
  EXPECT_THAT(chain.judge(), DeniedWith(kChain));
}

TEST(VekChain, HasExactlyTwoIssuers) {
  Chain chain;
  chain.vek.issuer = chain.pki.ark_name();
  chain.vek.signature.key = chain.pki.ark_key();
  EXPECT_THAT(chain.judge(), DeniedWith(kChain));
}

TEST(VekChain, EndorsementKeyIsNoCa) {
  Chain chain;
  chain.issuer.basic_constraints = "critical,CA:TRUE";
  chain.vek.basic_constraints = "critical,CA:TRUE";
  EXPECT_THAT(chain.judge(), DeniedWith(kChain));
}

}  // namespace
}  // namespace postern::snp

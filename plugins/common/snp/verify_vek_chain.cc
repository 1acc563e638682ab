// SPDX-License-Identifier: Apache-2.0
#include "common/snp/verify_vek_chain.h"

#include <algorithm>

#include "common/snp/parse_vek_certificate.h"

namespace postern::snp {
namespace {

using sdk::Result;
using x509::Certificate;

constexpr std::size_t kIssuers = 2;  // ASK or ASVK, and ARK

sdk::Failure refused(std::string_view code, const Certificate& at, std::string text) {
  return sdk::Failure::denied(code)
      .about("certificate." + at.label())
      .spec("AMD 57230, certificate hierarchy")
      .peer("the certificate chain of the endorsement key is not valid")
      .text("certificate " + at.label() + ": " + std::move(text));
}

// product_in: the product after prefix in the certificate's name: "Milan" in "ARK-Milan".
std::optional<ProductLine> product_in(const Certificate& certificate, std::string_view prefix) {
  const auto name = certificate.common_name();
  if (!name || !name->starts_with(prefix)) return std::nullopt;
  return parse_product_line(std::string_view(*name).substr(prefix.size()));
}

// check_root: the root's name is one of the products that its key is pinned for.
Result<ProductLine> check_root(const x509::VerifiedChain& chain, std::span<const RootPin> roots) {
  const auto product = product_in(chain.root(), "ARK-");
  if (!product)
    return refused(POSTERN_REASON_CHAIN_INVALID, chain.root(), "it is not named as an AMD root key is")
        .expected("ARK- and a product")
        .observed(chain.root().label());
  const bool pinned = std::any_of(roots.begin(), roots.end(), [&](const RootPin& root) {
    return root.product == *product && root.pin == chain.root_pin();
  });
  if (!pinned)
    return refused(POSTERN_REASON_PRODUCT_MISMATCH, chain.root(), "its key is pinned for another product")
        .expected("a pin of " + std::string(name_of(*product)))
        .observed(x509::to_text(chain.root_pin()));
  return *product;
}

Result<void> check_intermediate(const Certificate& issuer, VekRole role, ProductLine product) {
  const auto found = product_in(issuer, role == VekRole::kVcek ? "SEV-" : "SEV-VLEK-");
  if (!found)
    return refused(POSTERN_REASON_CHAIN_INVALID, issuer,
                   "it may not issue certificates of a " + std::string(name_of(role)))
        .expected(role == VekRole::kVcek ? "SEV- and a product" : "SEV-VLEK- and a product")
        .observed(issuer.label());
  if (*found != product)
    return refused(POSTERN_REASON_PRODUCT_MISMATCH, issuer, "it is of another product than the root")
        .expected(std::string(name_of(product)))
        .observed(std::string(name_of(*found)));
  return {};
}

Result<void> check_names(const x509::VerifiedChain& chain, const VekCertificate& facts,
                         std::span<const RootPin> roots) {
  if (chain.issuers().size() != kIssuers)
    return refused(POSTERN_REASON_CHAIN_INVALID, chain.leaf(), "it is not two steps below its root")
        .expected("2")
        .observed(std::to_string(chain.issuers().size()));
  if (chain.leaf().is_ca())
    return refused(POSTERN_REASON_CHAIN_INVALID, chain.leaf(), "an endorsement key is no CA")
        .expected("CA:FALSE")
        .observed("CA:TRUE");
  POSTERN_TRY(product, check_root(chain, roots));
  POSTERN_CHECK(check_intermediate(chain.issuers().front(), facts.role, product));
  if (facts.product != product)
    return refused(POSTERN_REASON_PRODUCT_MISMATCH, chain.leaf(), "it is of another product than its root")
        .expected(std::string(name_of(product)))
        .observed(facts.product_name.substr(0, 32));
  return {};
}

}  // namespace

Result<VerifiedVek> verify_vek_chain(const Certificate& vek, std::span<const Certificate> others,
                                     std::span<const RootPin> roots, x509::Time now) {
  std::vector<x509::Pin> pins;
  for (const RootPin& root : roots) pins.push_back(root.pin);
  POSTERN_TRY(chain, x509::verify_chain(vek, others, pins, x509::SignatureRule::kAmd, now));
  POSTERN_TRY(facts, parse_vek_certificate(chain.leaf()));
  POSTERN_CHECK(check_names(chain, facts, roots));
  return VerifiedVek(std::move(facts), std::move(chain));
}

}  // namespace postern::snp

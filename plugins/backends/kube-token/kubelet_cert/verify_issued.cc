// SPDX-License-Identifier: Apache-2.0
#include "backends/kube-token/kubelet_cert/verify_issued.h"

#include <openssl/err.h>

#include "backends/kube-token/kubelet_cert/certificate_pem.h"
#include "backends/kube-token/kubelet_cert/issued_usages.h"
#include "common/csr/node_subject.h"
#include "common/x509/parse_certificate.h"
#include "common/x509/verify_chain.h"

namespace postern::kube_token {
namespace {

using sdk::Result;
using Certificates = std::vector<x509::Certificate>;

sdk::Failure refused(std::string what) {
  ERR_clear_error();
  return sdk::Failure::denied(POSTERN_REASON_BACKEND_REFUSED)
      .about("kubelet_cert")
      .text("the certificate that the cluster's signer gave " + std::move(what));
}

Result<void> verify_chain_to(const Certificates& issued, std::string_view ca_pem, x509::Time now) {
  const auto authorities = x509::parse_certificates(sdk::as_bytes(ca_pem), "ca");
  if (!authorities.ok())
    return sdk::Failure::misconfigured("/signer_ca", "the signer's CA: " + authorities.failure().operator_text());
  Certificates others(issued.begin() + 1, issued.end());
  std::vector<x509::Pin> roots;
  for (const x509::Certificate& authority : authorities.value()) {
    others.push_back(authority);
    roots.push_back(x509::spki_pin(authority));
  }
  const auto chain = x509::verify_chain(issued.front(), others, roots, x509::SignatureRule::kCommon, now);
  if (!chain.ok()) return refused("does not come from the cluster's CA: " + chain.failure().operator_text());
  return {};
}

Result<void> check_leaf(const x509::Certificate& leaf, const IssuedFor& wanted) {
  const csr::VerifiedCsr& asked = wanted.request.verified();
  if (leaf.public_key() == nullptr || EVP_PKEY_eq(leaf.public_key(), asked.public_key()) != 1)
    return refused("is for another key than the request's");
  const auto node = csr::check_node_subject(X509_get_subject_name(leaf.get()));
  if (!node.ok() || node.value() != wanted.request.node_name()) return refused("has another subject than the request");
  if (leaf.is_ca()) return refused("is one of a CA");
  std::string wrong = check_usages(leaf, wanted.may_serve);
  if (wrong.empty()) wrong = check_names(leaf, wanted.request.names());
  if (!wrong.empty()) return refused(std::move(wrong));
  return {};
}

}  // namespace

Result<std::string> verify_issued(std::string_view pem, const IssuedFor& wanted, x509::Time now) {
  const auto parsed = x509::parse_certificates(sdk::as_bytes(pem), "kubelet_cert");
  if (!parsed.ok()) return refused("cannot be read: " + parsed.failure().operator_text());
  const Certificates& issued = parsed.value();
  POSTERN_CHECK(check_leaf(issued.front(), wanted));
  POSTERN_CHECK(verify_chain_to(issued, wanted.ca_pem, now));
  std::string text;
  for (const x509::Certificate& certificate : issued) {
    const std::string block = certificate_pem(certificate.get());
    if (block.empty()) return sdk::Failure::internal("OpenSSL cannot write a certificate");
    text += block;
  }
  return text;
}

}  // namespace postern::kube_token

// SPDX-License-Identifier: Apache-2.0
#include "common/x509/verify_chain.h"

#include <openssl/err.h>
#include <openssl/x509v3.h>

#include <algorithm>

#include "common/x509/openssl_path.h"

namespace postern::x509 {
namespace {

using sdk::Failure;
using sdk::Result;
using Path = std::vector<Certificate>;

Failure refused(std::string_view code, const Certificate& at, std::string text) {
  ERR_clear_error();
  return Failure::denied(code)
      .about("certificate." + at.label())
      .spec("RFC 5280, 6.1")
      .peer("the certificate chain is not valid")
      .text("certificate " + at.label() + ": " + std::move(text));
}

bool is_pinned(const Certificate& certificate, std::span<const Pin> roots) {
  const Pin pin = spki_pin(certificate);
  bool found = false;
  for (const Pin& root : roots) found |= root == pin;
  return found;
}

// check_signed: what keeps issuer from having signed certificate by that rule; empty when it has.
std::string check_signed(const Certificate& certificate, const Certificate& issuer, SignatureRule rule) {
  const X509_ALGOR* algorithm = nullptr;
  X509_get0_signature(nullptr, &algorithm, certificate.get());
  EVP_PKEY* key = issuer.public_key();
  std::string complaint = check_signature_algorithm(algorithm, key, rule);
  if (!complaint.empty()) return complaint;
  const bool verifies = X509_verify(certificate.get(), key) == 1;
  ERR_clear_error();
  return verifies ? "" : "the signature does not verify under the key of " + issuer.label();
}

bool is_name_of_issuer(const Certificate& candidate, const Certificate& certificate) {
  return X509_NAME_cmp(X509_get_subject_name(candidate.get()), X509_get_issuer_name(certificate.get())) == 0;
}

// find_issuer: of the candidates with the issuer's name, the first that signed the certificate; pinned ones
// first.
Result<Certificate> find_issuer(const Certificate& certificate, std::span<const Certificate> candidates,
                                std::span<const Pin> roots, SignatureRule rule) {
  std::string complaint = "no certificate is there for its issuer, " + certificate.issuer_label();
  for (const bool wanted : {true, false}) {
    for (const Certificate& candidate : candidates) {
      if (!is_name_of_issuer(candidate, certificate) || is_pinned(candidate, roots) != wanted) continue;
      complaint = check_signed(certificate, candidate, rule);
      if (complaint.empty()) return candidate;
    }
  }
  return refused(POSTERN_REASON_CHAIN_INVALID, certificate, complaint);
}

Result<void> check_root(const Certificate& root, std::span<const Pin> roots, SignatureRule rule) {
  if (!is_pinned(root, roots))
    return refused(POSTERN_REASON_ROOT_UNTRUSTED, root, "the key of this root is not among the pinned ones")
        .observed(to_text(spki_pin(root)));
  const std::string complaint = check_signed(root, root, rule);
  if (!complaint.empty()) return refused(POSTERN_REASON_CHAIN_INVALID, root, complaint);
  return {};
}

// build_path: leaf, issuers and root, each signed by the next and the root by itself.
Result<Path> build_path(const Certificate& leaf, std::span<const Certificate> others,
                        std::span<const Pin> roots, SignatureRule rule) {
  if (leaf.is_self_issued())
    return refused(POSTERN_REASON_CHAIN_INVALID, leaf, "it names itself as its issuer");
  Path path{leaf};
  while (path.size() <= kMaxIssuers) {
    POSTERN_TRY(issuer, find_issuer(path.back(), others, roots, rule));
    path.push_back(issuer);
    if (!issuer.is_self_issued()) continue;
    POSTERN_CHECK(check_root(issuer, roots, rule));
    return path;
  }
  return refused(POSTERN_REASON_CHAIN_INVALID, leaf,
                 "there is no root within " + std::to_string(kMaxIssuers) + " issuers");
}

Result<void> check_validity(const Certificate& certificate, std::chrono::sys_seconds now) {
  if (now >= certificate.not_before() && now < certificate.not_after()) return {};
  const bool early = now < certificate.not_before();
  return refused(POSTERN_REASON_CERTIFICATE_EXPIRED, certificate,
                 early ? "it is not valid yet" : "it has expired");
}

// check_issuer: basic constraints and key usage (RFC 5280, 4.2.1.9 and 4.2.1.3).
Result<void> check_issuer(const Certificate& issuer) {
  if (!issuer.is_ca())
    return refused(POSTERN_REASON_CHAIN_INVALID, issuer, "it is no CA, but issued a certificate");
  if ((X509_get_key_usage(issuer.get()) & KU_KEY_CERT_SIGN) == 0)
    return refused(POSTERN_REASON_CHAIN_INVALID, issuer, "its key may not sign certificates");
  return {};
}

Result<void> check_path(const Path& path, Time now) {
  const auto second = std::chrono::floor<std::chrono::seconds>(now);
  for (const Certificate& certificate : path) POSTERN_CHECK(check_validity(certificate, second));
  for (std::size_t i = 1; i < path.size(); ++i) POSTERN_CHECK(check_issuer(path[i]));
  return check_openssl_path(path, second);
}

}  // namespace

Result<VerifiedChain> verify_chain(const Certificate& leaf, std::span<const Certificate> others,
                                   std::span<const Pin> roots, SignatureRule rule, Time now) {
  if (others.size() > kMaxCandidates)
    return refused(POSTERN_REASON_CHAIN_INVALID, leaf,
                   "there are too many certificates to look for its issuers");
  POSTERN_TRY(path, build_path(leaf, others, roots, rule));
  POSTERN_CHECK(check_path(path, now));
  const Pin root_pin = spki_pin(path.back());
  return VerifiedChain(leaf, {path.begin() + 1, path.end()}, root_pin);
}

}  // namespace postern::x509

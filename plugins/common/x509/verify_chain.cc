// SPDX-License-Identifier: Apache-2.0
#include "common/x509/verify_chain.h"

#include <openssl/err.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <cstdio>

#include "common/x509/openssl_path.h"

namespace postern::x509 {
namespace {

using sdk::Failure;
using sdk::Result;
using Path = std::vector<Certificate>;

constexpr std::size_t kMostShown = 3;  // pins

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

std::string labels_of(std::span<const Certificate> certificates) {
  std::string text;
  for (const Certificate& each : certificates) text += (text.empty() ? "" : ", ") + each.label();
  return text.empty() ? "none" : text;
}

std::string pins_of(std::span<const Pin> roots) {
  if (roots.size() > kMostShown) return "one of " + std::to_string(roots.size()) + " pinned keys";
  std::string text;
  for (const Pin& root : roots) text += (text.empty() ? "" : ", ") + to_text(root);
  return text.empty() ? "a pinned key, and none is pinned" : text;
}

std::string time_text(std::chrono::sys_seconds time) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(time - day);
  char text[40];
  std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02dZ", int(date.year()), unsigned(date.month()), unsigned(date.day()),
                int(clock.hours().count()), int(clock.minutes().count()), int(clock.seconds().count()));
  return text;
}

// signature_text: algorithm and beginning of the signature in the certificate.
std::string signature_text(const Certificate& certificate) {
  const ASN1_BIT_STRING* bits = nullptr;
  const X509_ALGOR* algorithm = nullptr;
  X509_get0_signature(&bits, &algorithm, certificate.get());
  char name[64] = "";
  if (algorithm == nullptr || bits == nullptr) return "no signature";
  OBJ_obj2txt(name, sizeof name, algorithm->algorithm, 0);
  const auto* first = reinterpret_cast<const std::byte*>(ASN1_STRING_get0_data(bits));
  const sdk::ByteView bytes(first, static_cast<std::size_t>(ASN1_STRING_length(bits)));
  return std::string(name) + " signature of " + std::to_string(bytes.size()) + " bytes, beginning with " +
         sdk::to_hex(bytes.first(std::min<std::size_t>(bytes.size(), 16)));
}

// not_signed: by that issuer, as the complaint says.
Failure not_signed(const Certificate& certificate, const Certificate& issuer, std::string complaint) {
  return refused(POSTERN_REASON_CHAIN_INVALID, certificate, std::move(complaint))
      .expected("a signature by " + issuer.label() + " with key " + to_text(spki_pin(issuer)))
      .observed(signature_text(certificate));
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
  Failure failure = refused(POSTERN_REASON_CHAIN_INVALID, certificate, "no certificate is there for its issuer")
                        .expected("a certificate of " + certificate.issuer_label())
                        .observed(labels_of(candidates));
  for (const bool wanted : {true, false}) {
    for (const Certificate& candidate : candidates) {
      if (!is_name_of_issuer(candidate, certificate) || is_pinned(candidate, roots) != wanted) continue;
      std::string complaint = check_signed(certificate, candidate, rule);
      if (complaint.empty()) return candidate;
      failure = not_signed(certificate, candidate, std::move(complaint));
    }
  }
  return failure;
}

Result<void> check_root(const Certificate& root, std::span<const Pin> roots, SignatureRule rule) {
  if (!is_pinned(root, roots))
    return refused(POSTERN_REASON_ROOT_UNTRUSTED, root, "the key of this root is not among the pinned ones")
        .expected(pins_of(roots))
        .observed(to_text(spki_pin(root)));
  const std::string complaint = check_signed(root, root, rule);
  if (!complaint.empty()) return not_signed(root, root, complaint);
  return {};
}

// build_path: leaf, issuers and root, each signed by the next and the root by itself.
Result<Path> build_path(const Certificate& leaf, std::span<const Certificate> others,
                        std::span<const Pin> roots, SignatureRule rule) {
  if (leaf.is_self_issued())
    return refused(POSTERN_REASON_CHAIN_INVALID, leaf, "it names itself as its issuer")
        .expected("another name than " + leaf.label())
        .observed(leaf.issuer_label());
  Path path{leaf};
  while (path.size() <= kMaxIssuers) {
    POSTERN_TRY(issuer, find_issuer(path.back(), others, roots, rule));
    path.push_back(issuer);
    if (!issuer.is_self_issued()) continue;
    POSTERN_CHECK(check_root(issuer, roots, rule));
    return path;
  }
  return refused(POSTERN_REASON_CHAIN_INVALID, leaf,
                 "there is no root within " + std::to_string(kMaxIssuers) + " issuers")
      .expected("a root")
      .observed(labels_of(path));
}

Result<void> check_validity(const Certificate& certificate, std::chrono::sys_seconds now) {
  if (now >= certificate.not_before() && now < certificate.not_after()) return {};
  const bool early = now < certificate.not_before();
  return refused(POSTERN_REASON_CERTIFICATE_EXPIRED, certificate,
                 early ? "it is not valid yet" : "it has expired")
      .expected("valid at " + time_text(now))
      .observed("valid from " + time_text(certificate.not_before()) + " to " + time_text(certificate.not_after()));
}

// check_issuer: basic constraints and key usage (RFC 5280, 4.2.1.9 and 4.2.1.3).
Result<void> check_issuer(const Certificate& issuer) {
  if (!issuer.is_ca())
    return refused(POSTERN_REASON_CHAIN_INVALID, issuer, "it is no CA, but issued a certificate").expected("CA:TRUE").observed("CA:FALSE");
  if ((X509_get_key_usage(issuer.get()) & KU_KEY_CERT_SIGN) == 0)
    return refused(POSTERN_REASON_CHAIN_INVALID, issuer, "its key may not sign certificates")
        .expected("key usage keyCertSign")
        .observed("key usage bits " + std::to_string(X509_get_key_usage(issuer.get())));
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
                   "there are too many certificates to look for its issuers")
        .expected("at most " + std::to_string(kMaxCandidates))
        .observed(std::to_string(others.size()));
  POSTERN_TRY(path, build_path(leaf, others, roots, rule));
  POSTERN_CHECK(check_path(path, now));
  const Pin root_pin = spki_pin(path.back());
  return VerifiedChain(leaf, {path.begin() + 1, path.end()}, root_pin);
}

}  // namespace postern::x509

// SPDX-License-Identifier: Apache-2.0
#include "common/x509/verify_crl.h"

#include <openssl/err.h>
#include <openssl/x509v3.h>

#include "common/x509/asn1_time.h"

namespace postern::x509 {
namespace {

using sdk::Failure;
using sdk::Result;

Failure refused(std::string_view code, std::string text) {
  ERR_clear_error();
  return Failure::denied(code)
      .about("crl")
      .spec("RFC 5280, 6.3.3")
      .peer("the revocation list is not valid")
      .text(std::move(text));
}

// find_issuer: the certificate of the chain whose key signed the list.
Result<Certificate> find_issuer(X509_CRL* list, const VerifiedChain& chain, SignatureRule rule) {
  const X509_ALGOR* algorithm = nullptr;
  X509_CRL_get0_signature(list, nullptr, &algorithm);
  for (const Certificate& issuer : chain.issuers()) {
    if (X509_NAME_cmp(X509_get_subject_name(issuer.get()), X509_CRL_get_issuer(list)) != 0) continue;
    if ((X509_get_key_usage(issuer.get()) & KU_CRL_SIGN) == 0)
      return refused(POSTERN_REASON_CRL_INVALID, issuer.label() + " may not sign revocation lists");
    const std::string complaint = check_signature_algorithm(algorithm, issuer.public_key(), rule);
    if (!complaint.empty()) return refused(POSTERN_REASON_CRL_INVALID, complaint);
    if (X509_CRL_verify(list, issuer.public_key()) != 1)
      return refused(POSTERN_REASON_CRL_INVALID,
                     "the list's signature does not verify under " + issuer.label());
    return issuer;
  }
  return refused(POSTERN_REASON_CRL_INVALID, "the list is not of an issuer in the certificate chain");
}

Result<void> check_times(const VerifiedCrl& list, const CrlDemands& demands) {
  using std::chrono::floor, std::chrono::seconds;
  const auto now = floor<seconds>(demands.now);
  if (list.this_update() > now) return refused(POSTERN_REASON_CRL_STALE, "the list is from the future");
  if (list.next_update() < now)
    return refused(POSTERN_REASON_CRL_STALE, "the list should have been followed by a newer");
  if (now - list.this_update() > floor<seconds>(demands.max_age))
    return refused(POSTERN_REASON_CRL_STALE, "the list is older than the configuration allows")
        .expected("at most " + std::to_string(floor<seconds>(demands.max_age).count()) + " s")
        .observed(std::to_string((now - list.this_update()).count()) + " s");
  return {};
}

}  // namespace

Result<VerifiedCrl> verify_crl(CrlPtr list, const VerifiedChain& chain, SignatureRule rule,
                               const CrlDemands& demands) {
  POSTERN_TRY(issuer, find_issuer(list.get(), chain, rule));
  const auto this_update = from_asn1_time(X509_CRL_get0_lastUpdate(list.get()));
  const auto next_update = from_asn1_time(X509_CRL_get0_nextUpdate(list.get()));
  if (!this_update) return refused(POSTERN_REASON_CRL_INVALID, "thisUpdate is not a time");
  if (!next_update) return refused(POSTERN_REASON_CRL_STALE, "the list does not say until when it holds");
  VerifiedCrl out(std::move(list), spki_pin(issuer));
  out.this_update_ = *this_update;
  out.next_update_ = *next_update;
  POSTERN_CHECK(check_times(out, demands));
  return out;
}

}  // namespace postern::x509

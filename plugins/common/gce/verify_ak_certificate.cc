// SPDX-License-Identifier: Apache-2.0
#include "common/gce/verify_ak_certificate.h"

#include <openssl/x509v3.h>

#include "common/gce/parse_instance_extension.h"
#include "common/x509/parse_certificate.h"

namespace postern::gce {
namespace {

using sdk::Failure;
using sdk::Result;

constexpr std::string_view kWhat = "gcp.ak_certificate";

Failure refused(std::string_view code, std::string text) {
  return Failure::denied(code)
      .about(std::string(kWhat))
      .spec("TCG Credential Profiles for TPM Family 2.0, attestation key certificates")
      .peer("the certificate of the attestation key is not acceptable")
      .text(std::move(text));
}

Result<void> check_key(const x509::Certificate& certificate, const tpm2::PublicKey& key) {
  EVP_PKEY* certified = certificate.public_key();
  if (certified != nullptr && EVP_PKEY_eq(certified, key.get()) == 1) return {};
  return refused(POSTERN_REASON_AK_UNTRUSTED, "the certificate is that of another key");
}

// check_usage: Google certifies the TPM's encryption keys (EK) under the same CA; only signing keys sign quotes.
Result<void> check_usage(const x509::Certificate& certificate) {
  const bool has_usage = (X509_get_extension_flags(certificate.get()) & EXFLAG_KUSAGE) != 0;
  if (has_usage && X509_get_key_usage(certificate.get()) == KU_DIGITAL_SIGNATURE && !certificate.is_ca()) return {};
  return refused(POSTERN_REASON_CHAIN_INVALID, "the certificate is not one of a key that only signs");
}

Result<InstanceExtension> read_facts(const x509::Certificate& certificate) {
  const auto extension = certificate.extension(kInstanceExtensionOid);
  if (!extension)
    return refused(POSTERN_REASON_CERTIFICATE_INVALID, "the certificate does not say whose key it is");
  POSTERN_TRY(facts, parse_instance_extension(*extension));
  if (!facts.security || !facts.security->is_production)
    return refused(POSTERN_REASON_AK_UNTRUSTED, "the certificate is not of a TPM in Google's production");
  return facts;
}

}  // namespace

Result<VerifiedAkCertificate> verify_ak_certificate(const SentCertificates& sent, const tpm2::PublicKey& key,
                                                    const AkRoots& roots, x509::Time now) {
  if (sent.ak_cert.empty())
    return refused(POSTERN_REASON_AK_UNTRUSTED, "the document has no certificate of its attestation key");
  POSTERN_TRY(leaf, x509::parse_certificate(sent.ak_cert, kWhat));
  POSTERN_CHECK(check_key(leaf, key));
  std::vector<x509::Certificate> others = roots.certificates;
  for (const sdk::ByteVector& each : sent.intermediates) {
    POSTERN_TRY(certificate, x509::parse_certificate(each, kWhat));
    others.push_back(std::move(certificate));
  }
  POSTERN_TRY(chain, x509::verify_chain(leaf, others, roots.pins, x509::SignatureRule::kCommon, now));
  POSTERN_CHECK(check_usage(chain.leaf()));
  POSTERN_TRY(facts, read_facts(chain.leaf()));
  return VerifiedAkCertificate(std::move(facts), std::move(chain));
}

}  // namespace postern::gce

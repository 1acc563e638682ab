// SPDX-License-Identifier: Apache-2.0
#include "validators/gcp/ak_trust.h"

#include <algorithm>

#include "common/tpm2/key_fingerprint.h"

namespace postern::gcp {
namespace {

using sdk::Failure;
using sdk::Result;

bool is_listed(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

Failure not_allowed(std::string subject, std::string observed, std::string key) {
  return Failure::denied(POSTERN_REASON_INSTANCE_NOT_ALLOWED)
      .about(std::move(subject))
      .expected("one of " + key)
      .observed(std::move(observed))
      .spec("configuration, " + key)
      .peer("this machine is not allowed here")
      .text("the machine is of none of the configured " + key);
}

Failure untrusted(std::string text) {
  return Failure::denied(POSTERN_REASON_AK_UNTRUSTED)
      .about("tpm.ak.name")
      .spec("Constellation attestation, gcp-sev-es and gcp-sev-snp: the attestation key")
      .peer("the attestation key is not trusted")
      .text(std::move(text));
}

std::string path_of(const gce::Instance& instance) {
  return instance.project_id + "/" + instance.zone + "/" + instance.instance_name;
}

}  // namespace

Result<void> AkTrust::check_allowed(const gce::Instance& claimed) const {
  if (!is_listed(config_.allowed_projects, claimed.project_id))
    return not_allowed("gcp.project_id", claimed.project_id, "allowed_projects");
  if (!config_.allowed_zones.empty() && !is_listed(config_.allowed_zones, claimed.zone))
    return not_allowed("gcp.zone", claimed.zone, "allowed_zones");
  return {};
}

Result<TrustedInstance> AkTrust::ask(const sdk::Call& call, const tpm2::AttestationKey& key,
                                     const gce::Instance& claimed) {
  POSTERN_TRY(signing_key, api_.signing_key(call, claimed));
  if (!signing_key.same_as(key.key()))
    return untrusted("the Compute API names another signing key for " + path_of(claimed))
        .expected(tpm2::key_fingerprint(signing_key.get()))
        .observed(tpm2::key_fingerprint(key.key().get()) + ", TPM Name " + sdk::to_hex(key.name()));
  return TrustedInstance(claimed, AkTrustKind::kComputeApi);
}

Result<TrustedInstance> AkTrust::judge_certificate(const sdk::Call& call, const attdoc::Document& document,
                                                   const tpm2::AttestationKey& key,
                                                   const gce::Instance& claimed) const {
  POSTERN_TRY(certificate, gce::verify_ak_certificate({document.ak_cert, document.intermediate_certs}, key.key(),
                                                      config_.ak_roots, call.now()));
  const gce::Instance& certified = certificate.facts().instance;
  if (certified != claimed)
    return untrusted("the certificate of the attestation key is for another machine than the document is")
        .expected(path_of(certified))
        .observed(path_of(claimed));
  TrustedInstance out(certified, AkTrustKind::kAkCertificate);
  out.certified_ = certificate.facts();
  return out;
}

Result<TrustedInstance> AkTrust::verify(const sdk::Call& call, const attdoc::Document& document,
                                        const tpm2::AttestationKey& key, const gce::Instance& claimed) {
  POSTERN_CHECK(check_allowed(claimed));
  return config_.kind == AkTrustKind::kComputeApi ? ask(call, key, claimed)
                                                  : judge_certificate(call, document, key, claimed);
}

}  // namespace postern::gcp

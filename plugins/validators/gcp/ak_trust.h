// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/attdoc/document.h"
#include "common/gce/verify_ak_certificate.h"
#include "common/tpm2/verify_attestation_key.h"
#include "validators/gcp/compute_api.h"

namespace postern::gcp {

// TrustedInstance: a machine of an allowed project and zone, in whose virtual TPM an attestation key is, as the Compute
// API or Google's CA says. Only AkTrust::verify makes one.
class TrustedInstance {
 public:
  const gce::Instance& instance() const { return instance_; }
  AkTrustKind kind() const { return kind_; }
  // certified: what the certificate says; nothing for kComputeApi.
  const std::optional<gce::InstanceExtension>& certified() const { return certified_; }

 private:
  friend class AkTrust;
  TrustedInstance(gce::Instance instance, AkTrustKind kind) : instance_(std::move(instance)), kind_(kind) {}

  gce::Instance instance_;
  AkTrustKind kind_;
  std::optional<gce::InstanceExtension> certified_;
};

// AkTrust: decides whose attestation keys are believed. Any thread.
class AkTrust {
 public:
  explicit AkTrust(AkTrustConfig config) : config_(std::move(config)), api_(config_) {}

  // verify: claimed, the machine that the document names, is of an allowed project and zone, and key is in its TPM.
  // Nothing is asked about a machine that is not allowed. document brings the certificates. Errors: denied;
  // INSTANCE_NOT_ALLOWED, AK_UNTRUSTED (also when the certificate names another machine), those of
  // gce::verify_ak_certificate and ComputeApi::signing_key.
  sdk::Result<TrustedInstance> verify(const sdk::Call& call, const attdoc::Document& document,
                                      const tpm2::AttestationKey& key, const gce::Instance& claimed);

 private:
  sdk::Result<void> check_allowed(const gce::Instance& claimed) const;
  sdk::Result<TrustedInstance> ask(const sdk::Call& call, const tpm2::AttestationKey& key,
                                   const gce::Instance& claimed);
  sdk::Result<TrustedInstance> judge_certificate(const sdk::Call& call, const attdoc::Document& document,
                                                 const tpm2::AttestationKey& key,
                                                 const gce::Instance& claimed) const;

  const AkTrustConfig config_;
  ComputeApi api_;
};

}  // namespace postern::gcp

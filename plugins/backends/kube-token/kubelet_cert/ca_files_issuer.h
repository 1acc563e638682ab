// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backends/kube-token/kubelet_cert/certificate_issuer.h"
#include "backends/kube-token/kubelet_cert/config.h"
#include "backends/kube-token/kubelet_cert/sign_certificate.h"

namespace postern::kube_token {

// CaFilesIssuer: signs with the cluster CA's own key, which is read for every certificate and kept by nobody.
class CaFilesIssuer final : public CertificateIssuer {
 public:
  // create: Errors: those of read_ca_certificate.
  static sdk::Result<std::unique_ptr<CertificateIssuer>> create(CaFilesConfig config);

  // Errors: those of check_authority and sign_certificate; SECRET_UNREADABLE.
  sdk::Result<std::string> issue(sdk::Call& call, const csr::NodeCsr& request, std::string_view request_id) override;
  sdk::Result<void> self_test(sdk::Call& call) override;

  // revoke: refuses, since nothing is ever announced.
  sdk::Result<void> revoke(sdk::Call& call, const std::string& effect) override;

  CaFilesIssuer(x509::Certificate certificate, std::string key_name)
      : certificate_(std::move(certificate)), key_name_(std::move(key_name)) {}

 private:
  sdk::Result<CertificateAuthority> authority(sdk::Call& call) const;

  const x509::Certificate certificate_;
  const std::string key_name_;
};

}  // namespace postern::kube_token

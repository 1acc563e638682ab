// SPDX-License-Identifier: Apache-2.0
#pragma once

// KubeletCert: the backend "kubelet-cert". Answers a node's certificate request with a certificate of the cluster's CA.

#include <memory>

#include "backends/kube-token/kubelet_cert/certificate_issuer.h"
#include "backends/kube-token/kubelet_cert/config.h"
#include "postern/sdk/component.h"

namespace postern::kube_token {

class KubeletCert final : public sdk::Backend {
 public:
  using Config = KubeletCertConfig;
  static sdk::Description describe();
  static sdk::Result<Config> read_config(std::string_view json) { return read_kubelet_cert_config(json); }
  static sdk::Result<std::unique_ptr<KubeletCert>> create(sdk::Call& call, Config config);

  explicit KubeletCert(std::unique_ptr<CertificateIssuer> issuer) : issuer_(std::move(issuer)) {}

  sdk::Result<void> self_test(sdk::Call& call) override { return issuer_->self_test(call); }

  // contribute: emits kubelet_cert. Errors: denied, REQUEST_INVALID, for a request without certificate_request, or with
  // one that is not a kubelet's; those of the issuer.
  sdk::Result<void> contribute(sdk::Call& call, const sdk::Request& request) override;

  sdk::Result<void> revoke(sdk::Call& call, sdk::ByteView effect) override;

 private:
  const std::unique_ptr<CertificateIssuer> issuer_;
};

}  // namespace postern::kube_token

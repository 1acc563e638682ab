// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backends/kube-token/kubelet_cert/certificate_issuer.h"
#include "backends/kube-token/kubelet_cert/config.h"
#include "backends/kube-token/kubelet_cert/csr_object.h"
#include "common/kube/access_rights.h"

namespace postern::kube_token {

// CsrApiIssuer: has a signer of the cluster sign, by a CertificateSigningRequest that it creates and approves. The
// gate then holds no CA key, but the right to approve for that signer.
//
// The cluster's own signer (kSigner's default) signs client certificates only, and only requests without any subject
// alternative name; a node that asks for IP addresses is refused before anything is created. Serving certificates are
// not to be had for a node by somebody else: kubelet-serving signs what the kubelet itself asks for, once it is a node.
class CsrApiIssuer final : public CertificateIssuer {
 public:
  static sdk::Result<std::unique_ptr<CertificateIssuer>> create(CsrApiConfig config);

  CsrApiIssuer(std::unique_ptr<kube::ApiClient> client, std::string signer, std::string signer_ca)
      : client_(std::move(client)), signer_(std::move(signer)), signer_ca_(std::move(signer_ca)) {}

  // issue: waits for the signer until shortly before the call's deadline. The effect is the object's name.
  // Errors: denied, BACKEND_REFUSED: denied or failed there, or not what was asked for (verify_issued); deadline
  // exceeded, BACKEND_UNAVAILABLE: no answer; those of ApiClient.
  sdk::Result<std::string> issue(sdk::Call& call, const csr::NodeCsr& request, std::string_view request_id) override;

  // revoke: deletes that object. Errors: internal, when it is no name of ours; those of ApiClient.
  sdk::Result<void> revoke(sdk::Call& call, const std::string& effect) override;
  sdk::Result<void> self_test(sdk::Call& call) override;

 private:
  sdk::Result<nlohmann::json> approve(sdk::Call& call, nlohmann::json object, const CsrOrder& order);
  sdk::Result<std::string> await(sdk::Call& call, nlohmann::json object, const CsrOrder& order);
  sdk::Result<std::string> authority(sdk::Call& call) const;
  bool is_built_in() const { return signer_ == kKubeletSigner; }

  const std::unique_ptr<kube::ApiClient> client_;
  const std::string signer_, signer_ca_;
};

}  // namespace postern::kube_token

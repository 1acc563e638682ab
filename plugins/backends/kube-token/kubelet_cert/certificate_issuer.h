// SPDX-License-Identifier: Apache-2.0
#pragma once

// CertificateIssuer: who makes certificates of kubelets, as the component sees it.

#include "common/csr/check_node_csr.h"
#include "postern/sdk/call.h"

namespace postern::kube_token {

class CertificateIssuer {
 public:
  virtual ~CertificateIssuer() = default;

  // issue: the certificate, PEM; what is made outside for it is announced as an effect before. Any thread.
  virtual sdk::Result<std::string> issue(sdk::Call& call, const csr::NodeCsr& request, std::string_view request_id) = 0;

  // revoke: what this effect announced is gone afterwards. The certificate itself cannot be taken back.
  virtual sdk::Result<void> revoke(sdk::Call& call, const std::string& effect) = 0;

  // self_test: whether issue can work now.
  virtual sdk::Result<void> self_test(sdk::Call& call) = 0;
};

}  // namespace postern::kube_token

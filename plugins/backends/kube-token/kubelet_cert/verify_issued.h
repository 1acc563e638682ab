// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/csr/check_node_csr.h"
#include "common/x509/certificate.h"

namespace postern::kube_token {

// IssuedFor: what a certificate was asked for.
struct IssuedFor {
  const csr::NodeCsr& request;
  std::string_view ca_pem;  // the signer's CA; several certificates while it is replaced
  bool may_serve = false;   // serverAuth was asked for too
};

// verify_issued: what a signer gave (PEM, the leaf first) is what was asked for and no more: the request's key and
// subject, issued by the CA, valid now, no CA, usages among digitalSignature, keyEncipherment and clientAuth (which must
// be there), serverAuth where it was asked for, no names but IP addresses of the request. The answer is the same chain,
// written anew. Errors: denied, BACKEND_REFUSED, subject "kubelet_cert"; misconfigured, when ca_pem holds no CA.
sdk::Result<std::string> verify_issued(std::string_view pem, const IssuedFor& wanted, x509::Time now);

}  // namespace postern::kube_token

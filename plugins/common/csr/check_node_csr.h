// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/csr/requested_names.h"
#include "common/csr/verify_csr.h"

namespace postern::csr {

// NodeCsr: a kubelet's request for a certificate. Only check_node_csr makes one.
class NodeCsr {
 public:
  const VerifiedCsr& verified() const { return verified_; }
  const std::string& node_name() const { return node_name_; }       // DNS-1123 subdomain
  const RequestedNames& names() const { return names_; }

 private:
  NodeCsr(VerifiedCsr verified, std::string node_name, RequestedNames names)
      : verified_(std::move(verified)), node_name_(std::move(node_name)), names_(std::move(names)) {}
  friend sdk::Result<NodeCsr> check_node_csr(const VerifiedCsr& csr);

  VerifiedCsr verified_;
  std::string node_name_;
  RequestedNames names_;
};

// check_node_csr: the subject is a kubelet's, as check_node_subject says: it becomes the certificate's. What else is
// requested (CA:TRUE, usages, DNS names) is no reason to refuse, since nothing of it is copied; only the names are read.
// Errors: those of check_node_subject and requested_names.
sdk::Result<NodeCsr> check_node_csr(const VerifiedCsr& csr);

}  // namespace postern::csr

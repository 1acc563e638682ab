// SPDX-License-Identifier: Apache-2.0
#include "common/csr/check_node_csr.h"

#include "common/csr/node_subject.h"

namespace postern::csr {

sdk::Result<NodeCsr> check_node_csr(const VerifiedCsr& csr) {
  POSTERN_TRY(node_name, check_node_subject(X509_REQ_get_subject_name(csr.csr().get())));
  POSTERN_TRY(names, requested_names(csr.csr()));
  return NodeCsr(csr, std::move(node_name), std::move(names));
}

}  // namespace postern::csr

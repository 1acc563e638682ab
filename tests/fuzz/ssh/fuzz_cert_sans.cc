// SPDX-License-Identifier: Apache-2.0
//
// No ClusterConfiguration crashes; what is read of one is bounded; a refusal is the operator's to mend.
#include "backends/kube-token/ssh_host/parse_cert_sans.h"
#include "fuzz/tpm2/require.h"

using namespace postern;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, std::size_t size) {
  const auto names = kube_token::parse_cert_sans({reinterpret_cast<const char*>(data), size});
  if (names.ok()) fuzz::require(names.value().size() <= kube_token::kMaxCertSans, "lists are bounded");
  else fuzz::require(names.failure().status() == POSTERN_MISCONFIGURED, "a refusal names the configuration");
  return 0;
}

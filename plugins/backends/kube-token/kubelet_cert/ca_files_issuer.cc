// SPDX-License-Identifier: Apache-2.0
#include "backends/kube-token/kubelet_cert/ca_files_issuer.h"

namespace postern::kube_token {

sdk::Result<std::unique_ptr<CertificateIssuer>> CaFilesIssuer::create(CaFilesConfig config) {
  POSTERN_TRY(certificate, read_ca_certificate(config.ca_cert));
  return std::unique_ptr<CertificateIssuer>(
      std::make_unique<CaFilesIssuer>(std::move(certificate), std::move(config.ca_key)));
}

sdk::Result<CertificateAuthority> CaFilesIssuer::authority(sdk::Call& call) const {
  POSTERN_TRY(key, call.secret(key_name_));
  return check_authority(certificate_, key, call.now());
}

sdk::Result<std::string> CaFilesIssuer::issue(sdk::Call& call, const csr::NodeCsr& request, std::string_view) {
  POSTERN_TRY(ca, authority(call));
  return sign_certificate(request, ca, call.now());
}

sdk::Result<void> CaFilesIssuer::self_test(sdk::Call& call) {
  POSTERN_TRY(ca, authority(call));
  static_cast<void>(ca);
  return {};
}

sdk::Result<void> CaFilesIssuer::revoke(sdk::Call&, const std::string&) {
  return sdk::Failure::internal("asked to revoke what was never announced");
}

}  // namespace postern::kube_token

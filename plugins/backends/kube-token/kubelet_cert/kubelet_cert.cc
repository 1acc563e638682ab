// SPDX-License-Identifier: Apache-2.0
#include "backends/kube-token/kubelet_cert/kubelet_cert.h"

#include "backends/kube-token/kubelet_cert/ca_files_issuer.h"
#include "backends/kube-token/kubelet_cert/csr_api_issuer.h"
#include "common/csr/parse_csr.h"

namespace postern::kube_token {
namespace {

constexpr std::string_view kCertificate = "kubelet_cert";
constexpr std::string_view kRequest = "certificate_request";

sdk::Result<csr::NodeCsr> read_request(const sdk::Request& request) {
  const postern_value* sent = request.find(kRequest);
  if (sent == nullptr || sent->type != POSTERN_TYPE_BYTES)
    return sdk::Failure::denied(POSTERN_REASON_REQUEST_INVALID)
        .about(std::string(kRequest))
        .expected("a PKCS#10 certificate request")
        .observed("none")
        .peer("the request has no certificate_request")
        .text("the node sent no certificate request");
  POSTERN_TRY(parsed, csr::parse_csr(sdk::view(sent->bytes)));
  POSTERN_TRY(verified, csr::verify_csr(parsed));
  return csr::check_node_csr(verified);
}

}  // namespace

sdk::Description KubeletCert::describe() {
  return {.id = "kubelet-cert",
          .version = "1.0.0",
          .summary = "A certificate for the node's kubelet, signed by the cluster's CA",
          .config_schema_json = kKubeletCertSchema,
          .threading = POSTERN_THREADING_CONCURRENT,
          .fields_out = {{kCertificate, POSTERN_TYPE_BYTES}}};
}

sdk::Result<std::unique_ptr<KubeletCert>> KubeletCert::create(sdk::Call&, Config config) {
  auto made = std::holds_alternative<CaFilesConfig>(config.mode)
                  ? CaFilesIssuer::create(std::get<CaFilesConfig>(std::move(config.mode)))
                  : CsrApiIssuer::create(std::get<CsrApiConfig>(std::move(config.mode)));
  if (!made.ok()) return made.failure();
  return std::make_unique<KubeletCert>(made.take());
}

sdk::Result<void> KubeletCert::contribute(sdk::Call& call, const sdk::Request& request) {
  if (!request.wants(kCertificate)) return {};
  POSTERN_TRY(asked, read_request(request));
  POSTERN_TRY(certificate, issuer_->issue(call, asked, request.request_id));
  POSTERN_CHECK(call.emit(kCertificate, sdk::as_bytes(certificate)));
  call.info("certificate for the kubelet of node " + asked.node_name() +
            (asked.names().others == 0 ? "" : "; of the names it asked for, only IP addresses were copied"));
  return {};
}

sdk::Result<void> KubeletCert::revoke(sdk::Call& call, sdk::ByteView effect) {
  return issuer_->revoke(call, std::string(reinterpret_cast<const char*>(effect.data()), effect.size()));
}

}  // namespace postern::kube_token

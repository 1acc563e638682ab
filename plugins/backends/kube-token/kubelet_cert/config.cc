// SPDX-License-Identifier: Apache-2.0
#include "backends/kube-token/kubelet_cert/config.h"

#include "backends/kube-token/kubelet_cert/certificate_authority.h"
#include "common/csr/dns_name.h"

namespace postern::kube_token {
namespace {

using sdk::JsonConfig;
using sdk::Result;

constexpr std::size_t kMaxSigner = 571;  // domain, slash and path (certificates.k8s.io/v1, spec.signerName)
constexpr std::string_view kBuiltIn = "kubernetes.io/";

// is_signer: "domain/path" as signers are called.
bool is_signer(std::string_view text) {
  constexpr std::string_view kPath = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-";
  const std::size_t slash = text.find('/');
  if (slash == text.npos || text.size() > kMaxSigner || !csr::is_dns_subdomain(text.substr(0, slash))) return false;
  const std::string_view path = text.substr(slash + 1);
  return !path.empty() && path.find_first_not_of(kPath) == path.npos;
}

Result<CaFilesConfig> read_ca_files(JsonConfig& reader) {
  POSTERN_TRY(ca_cert, reader.text("ca_cert"));
  POSTERN_TRY(ca_key, reader.text("ca_key"));
  if (ca_key.empty()) return reader.wrong("ca_key", "expected the name of a secret, found nothing");
  POSTERN_CHECK(read_ca_certificate(ca_cert));
  return CaFilesConfig{std::move(ca_cert), std::move(ca_key)};
}

Result<std::string> read_signer(JsonConfig& reader) {
  POSTERN_TRY(signer, reader.text_or("signer", std::string(kKubeletSigner)));
  if (!is_signer(signer)) return reader.wrong("signer", "expected a signer's name, \"domain/path\", found \"" + signer + "\"");
  // kube-apiserver-client signs no names of nodes' groups for us, kubelet-serving only what the node asks for itself.
  if (signer.starts_with(kBuiltIn) && signer != kKubeletSigner)
    return reader.wrong("signer", "of the signers of Kubernetes only " + std::string(kKubeletSigner) +
                                      " signs certificates with which kubelets authenticate");
  return signer;
}

Result<CsrApiConfig> read_csr_api(JsonConfig& reader) {
  POSTERN_TRY(access, kube::read_access(reader, reader.has("kubeconfig") ? "kubeconfig" : "in-cluster"));
  POSTERN_TRY(signer, read_signer(reader));
  POSTERN_TRY(signer_ca, reader.text_or("signer_ca", ""));
  if (reader.has("signer_ca") && common::parse_certificates(signer_ca).empty())
    return reader.wrong("signer_ca", "the file holds no readable PEM certificate");
  return CsrApiConfig{std::move(access), std::move(signer), std::move(signer_ca)};
}

}  // namespace

const std::string_view kKubeletCertSchema = R"json({
  "type": "object",
  "properties": {
    "mode": {"enum": ["ca-files", "csr-api"], "description": "who signs: this gate, or a signer of the cluster"},
    "ca_cert": {"type": "string", "x-postern-file": "text", "description": "ca-files: the cluster CA's certificate"},
    "ca_key": {"type": "string", "description": "ca-files: name of the secret that holds its private key (PEM)"},
    "signer": {"type": "string", "default": "kubernetes.io/kube-apiserver-client-kubelet",
               "description": "csr-api: signerName; another signer is asked for serverAuth too"},
    "signer_ca": {"type": "string", "x-postern-file": "text",
                  "description": "csr-api: the signer's CA (PEM), when it is not the API server's"},
    )json" POSTERN_KUBE_ACCESS_PROPERTIES R"json(
  },
  "required": ["mode"],
  "oneOf": [
    {"properties": {"mode": {"const": "ca-files"}}, "required": ["ca_cert", "ca_key"]},
    {"properties": {"mode": {"const": "csr-api"}}}
  ],
  "additionalProperties": false
})json";

Result<KubeletCertConfig> read_kubelet_cert_config(std::string_view json) {
  POSTERN_TRY(reader, JsonConfig::parse(json));
  POSTERN_TRY(stated, reader.text("mode"));
  POSTERN_TRY(mode, reader.choice_or("mode", stated, {"ca-files", "csr-api"}));
  KubeletCertConfig config;
  if (mode == "ca-files") {
    POSTERN_TRY(files, read_ca_files(reader));
    config.mode = std::move(files);
  } else {
    POSTERN_TRY(api, read_csr_api(reader));
    config.mode = std::move(api);
  }
  POSTERN_CHECK(reader.finish());
  return config;
}

}  // namespace postern::kube_token

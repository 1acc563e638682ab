// SPDX-License-Identifier: Apache-2.0
#pragma once

// The configuration of kubelet-cert.

#include <string>
#include <string_view>
#include <variant>

#include "common/kube/access_config.h"

namespace postern::kube_token {

// kKubeletSigner: the cluster's own signer of kubelets' client certificates.
inline constexpr std::string_view kKubeletSigner = "kubernetes.io/kube-apiserver-client-kubelet";

// CaFilesConfig: mode = "ca-files".
struct CaFilesConfig {
  std::string ca_cert;  // the text of the file
  std::string ca_key;   // name of the secret
};

// CsrApiConfig: mode = "csr-api".
struct CsrApiConfig {
  kube::AccessConfig access;
  std::string signer;     // spec.signerName
  std::string signer_ca;  // PEM text; empty: the CA of the API server
};

struct KubeletCertConfig {
  std::variant<CaFilesConfig, CsrApiConfig> mode;
};

extern const std::string_view kKubeletCertSchema;

// read_kubelet_cert_config: pure. Errors: misconfigured, with the JSON pointer of the key.
sdk::Result<KubeletCertConfig> read_kubelet_cert_config(std::string_view json);

}  // namespace postern::kube_token

// SPDX-License-Identifier: Apache-2.0
#include "backends/kube-token/kubelet_cert/certificate_pem.h"

#include <openssl/bio.h>
#include <openssl/pem.h>

#include <memory>

namespace postern::kube_token {

std::string certificate_pem(X509* certificate) {
  const std::unique_ptr<BIO, int (*)(BIO*)> out(BIO_new(BIO_s_mem()), BIO_free);
  if (!out || PEM_write_bio_X509(out.get(), certificate) != 1) return {};
  char* text = nullptr;
  const long size = BIO_get_mem_data(out.get(), &text);
  return {text, static_cast<std::size_t>(size)};
}

}  // namespace postern::kube_token

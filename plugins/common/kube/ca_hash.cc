// SPDX-License-Identifier: Apache-2.0
#include "common/kube/ca_hash.h"

#include <openssl/sha.h>

#include <array>

#include "common/pem/pem.h"
#include "postern/sdk/bytes.h"

namespace postern::kube {

sdk::Result<std::string> ca_hash(std::string_view pem) {
  const auto certificates = common::parse_certificates(pem);
  if (certificates.empty())
    return sdk::Failure::misconfigured("", "the cluster's CA holds no readable PEM certificate");
  unsigned char* der = nullptr;
  const int size = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(certificates.front().get()), &der);
  if (size <= 0) return sdk::Failure::misconfigured("", "the cluster's CA certificate has no usable public key");
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
  SHA256(der, static_cast<std::size_t>(size), digest.data());
  OPENSSL_free(der);
  return "sha256:" + sdk::to_hex(std::as_bytes(std::span(digest)));
}

}  // namespace postern::kube

// SPDX-License-Identifier: Apache-2.0
#include "validators/gcp/issuer_key.h"

#include <openssl/x509.h>

#include "common/pem/pem.h"
#include "common/tpm2/device_nv.h"

namespace postern::gcp {
namespace {

using sdk::Failure;
using sdk::Result;

constexpr std::size_t kLongestTemplate = 2 * 1024, kLongestCertificate = 16 * 1024;  // bytes

// certificate_size: of the DER certificate with which the bytes start; 0 when they do not.
std::size_t certificate_size(sdk::ByteView bytes) {
  const auto* start = reinterpret_cast<const unsigned char*>(bytes.data());
  const unsigned char* end = start;
  const common::X509Ptr certificate(d2i_X509(nullptr, &end, static_cast<long>(bytes.size())));
  return certificate == nullptr ? 0 : static_cast<std::size_t>(end - start);
}

}  // namespace

Result<tpm2::DeviceKey> open_ak(tpm2::Device& device) {
  POSTERN_TRY(key_template, tpm2::read_nv(device, kAkTemplateIndex, kLongestTemplate));
  if (!key_template)
    return Failure::misconfigured("/tcti", "the TPM has no attestation key's template in " +
                                               tpm2::nv_name(kAkTemplateIndex) +
                                               ": is this a machine of Google Compute Engine?");
  return tpm2::DeviceKey::create_from(device, tpm2::Hierarchy::kEndorsement, *key_template);
}

// An index may be longer than the certificate in it.
Result<sdk::ByteVector> read_ak_certificate(tpm2::Device& device) {
  POSTERN_TRY(content, tpm2::read_nv(device, kAkCertificateIndex, kLongestCertificate));
  if (!content) return sdk::ByteVector();
  const std::size_t size = certificate_size(*content);
  if (size == 0) return Failure::unavailable(tpm2::nv_name(kAkCertificateIndex) + " holds no certificate");
  content->resize(size);
  return std::move(*content);
}

}  // namespace postern::gcp

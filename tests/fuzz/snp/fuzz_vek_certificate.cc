// SPDX-License-Identifier: Apache-2.0
//
// What parse_vek_certificate says of a certificate is what its extensions hold, read here byte by byte.
#include "common/snp/parse_vek_certificate.h"
#include "common/x509/parse_certificate.h"
#include "fuzz/tpm2/require.h"

using namespace postern;

namespace {

// level_of: the content that a patch level must have in DER.
sdk::ByteVector level_of(uint8_t level) {
  if (level < 128) return {std::byte{2}, std::byte{1}, std::byte{level}};
  return {std::byte{2}, std::byte{2}, std::byte{0}, std::byte{level}};
}

void require_extension(const x509::Certificate& certificate, const char* oid,
                       const sdk::ByteVector& content) {
  const auto found = certificate.extension(oid);
  fuzz::require(found && sdk::to_vector(*found) == content, "the extension holds what was read, in DER");
}

void require_levels(const x509::Certificate& certificate, const snp::VekCertificate& vek) {
  require_extension(certificate, "1.3.6.1.4.1.3704.1.3.1", level_of(vek.tcb.bootloader));
  require_extension(certificate, "1.3.6.1.4.1.3704.1.3.2", level_of(vek.tcb.tee));
  require_extension(certificate, "1.3.6.1.4.1.3704.1.3.3", level_of(vek.tcb.snp));
  require_extension(certificate, "1.3.6.1.4.1.3704.1.3.8", level_of(vek.tcb.microcode));
  const bool is_turin = vek.product == snp::ProductLine::kTurin;
  fuzz::require(vek.tcb.fmc.has_value() == is_turin, "FMC is there on Turin only");
  if (is_turin) require_extension(certificate, "1.3.6.1.4.1.3704.1.3.9", level_of(*vek.tcb.fmc));
  if (!is_turin) require_extension(certificate, "1.3.6.1.4.1.3704.1.3.4", level_of(vek.tcb.reserved[0]));
}

void require_owner(const x509::Certificate& certificate, const snp::VekCertificate& vek) {
  if (vek.role == snp::VekRole::kVlek) {
    fuzz::require(vek.hwid.empty() && !vek.csp_id.empty(), "a VLEK has a provider and no chip");
    return;
  }
  fuzz::require(vek.csp_id.empty() && vek.hwid.size() == snp::hwid_size(vek.product), "a VCEK has a chip");
  require_extension(certificate, "1.3.6.1.4.1.3704.1.4", vek.hwid);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, std::size_t size) {
  const auto certificate = x509::parse_certificate(fuzz::input(data, size), "fuzz");
  if (!certificate.ok()) return 0;
  const auto vek = snp::parse_vek_certificate(certificate.value());
  if (!vek.ok()) {
    fuzz::require(vek.failure().status() == POSTERN_DENIED, "a refusal is a denial");
    return 0;
  }
  fuzz::require(snp::product_of_certificate(vek.value().product_name) == vek.value().product,
                "the product is named");
  require_levels(certificate.value(), vek.value());
  require_owner(certificate.value(), vek.value());
  return 0;
}

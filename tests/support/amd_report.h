// SPDX-License-Identifier: Apache-2.0
#pragma once

// SEV-SNP attestation reports for tests: 1184 bytes, signed by a key of amd_pki.h. Written by hand after the SEV-SNP
// Firmware ABI (AMD 56860, table ATTESTATION_REPORT), so that the parser is tested against code that is not its own.

#include <array>
#include <map>

#include "support/amd_pki.h"

namespace postern::test {

inline constexpr std::size_t kReportSize = 1184, kSignedReportSize = 0x2A0;

// pack_tcb: TCB_VERSION as the product lays it out; reserved bytes are zero.
uint64_t pack_tcb(AmdProduct product, const TcbParts& tcb);

// ReportParts: the fields of a report in the order of the structure. Byte fields are padded with zeros to their size
// and must not be longer. good_report() fills in what depends on the product.
struct ReportParts {
  uint32_t version = 3;
  uint32_t guest_svn = 0;
  uint64_t policy = 0x30000;  // SMT allowed, the bit that must be one
  sdk::ByteVector family_id = {}, image_id = {};  // 16
  uint32_t vmpl = 0;
  uint32_t signature_algo = 1;  // ECDSA P-384 with SHA-384
  uint64_t current_tcb = 0;
  uint64_t platform_info = 0x1;  // SMT is on
  uint32_t key_info = 0;         // 4: signed by a VLEK
  sdk::ByteVector report_data = {};   // 64
  sdk::ByteVector measurement = {};   // 48
  sdk::ByteVector host_data = {};     // 32
  sdk::ByteVector id_key_digest = {}, author_key_digest = {};  // 48
  sdk::ByteVector report_id = {}, report_id_ma = {};           // 32
  uint64_t reported_tcb = 0;
  std::array<uint8_t, 3> cpuid{};  // family, model, stepping; written from version 3 on
  sdk::ByteVector chip_id = {};         // 64
  uint64_t committed_tcb = 0;
  std::array<uint8_t, 3> current_version{21, 55, 1}, committed_version{21, 55, 1};  // build, minor, major
  uint64_t launch_tcb = 0;
  uint64_t launch_mitigations = 0, current_mitigations = 0;  // written from version 5 on
  std::map<std::size_t, uint8_t> patches = {};                    // offset → byte, set last before signing
};

// good_report: with the product's CPUID, default_chip_id() (zeros for a VLEK) and all four TCBs equal.
ReportParts good_report(AmdProduct product, uint32_t version = 3, VekKind kind = VekKind::kVcek,
                        const TcbParts& tcb = {});

// write_report: 1184 bytes, signed by the P-384 key: R and S little-endian in 72 bytes each. Without a key the
// signature is left zero.
sdk::ByteVector write_report(const ReportParts& parts, EVP_PKEY* key);

// sign_report: signs the bytes anew, after one was changed; report must have 1184 bytes.
void sign_report(sdk::ByteVector& report, EVP_PKEY* key);

}  // namespace postern::test

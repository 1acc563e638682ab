// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "common/snp/tcb.h"
#include "postern/sdk/bytes.h"

namespace postern::snp {

inline constexpr std::size_t kReportSize = 1184;     // bytes of ATTESTATION_REPORT
inline constexpr std::size_t kSignedSize = 0x2A0;    // bytes from the front that the signature covers
inline constexpr std::size_t kSignatureNumber = 72;  // bytes of R and of S, little-endian

template <std::size_t N>
using Bytes = std::array<std::byte, N>;

// GuestPolicy: POLICY, which the guest's owner set at launch (AMD 56860, 4.3).
struct GuestPolicy {
  uint64_t bits = 0;  // all of it, host byte order
  uint8_t abi_minor = 0, abi_major = 0;
  bool smt = false;                // bit 16: may run where SMT is on
  bool migrate_ma = false;         // bit 18: may be associated with a migration agent
  bool debug = false;              // bit 19: the host may read and write the guest's memory
  bool single_socket = false;      // bit 20: may run on one socket only
  bool cxl_allow = false;          // bit 21: CXL devices and memory may be there
  bool mem_aes_256_xts = false;    // bit 22: memory must be encrypted with AES-256-XTS
  bool rapl_dis = false;           // bit 23: RAPL must be off
  bool ciphertext_hiding = false;  // bit 24: must be on
  bool page_swap_disable = false;  // bit 25: the host may not move, swap or offline pages
};

// PlatformInfo: PLATFORM_INFO, how the machine is set up. Bit 6, which genuine reports of Turin have, has no
// public meaning and no flag here.
struct PlatformInfo {
  uint64_t bits = 0;
  bool smt_enabled = false, tsme_enabled = false, ecc_enabled = false, rapl_disabled = false;  // bits 0 to 3
  bool ciphertext_hiding = false, alias_check_complete = false, tio_enabled = false;           // bits 4, 5, 7
};

// SigningKey: which key of the firmware signed the report.
enum class SigningKey : uint8_t { kVcek = 0, kVlek = 1, kNone = 7 };

// Cpuid: of the processor; reports of version 3 and later.
struct Cpuid {
  uint8_t family = 0, model = 0, stepping = 0;
};

struct FirmwareVersion {
  uint8_t major = 0, minor = 0, build = 0;
};

// Report: an SEV-SNP attestation report (AMD 56860 rev. 1.58, 7.3, ATTESTATION_REPORT) of version 2, 3 or 5
// in host byte order. Parsed only: nothing in it is trusted before verify_report.
struct Report {
  uint32_t version = 0;
  uint32_t guest_svn = 0;
  GuestPolicy policy;
  Bytes<16> family_id{}, image_id{};
  uint32_t vmpl = 0;  // 0 to 3
  PackedTcb current_tcb, reported_tcb, committed_tcb, launch_tcb;
  PlatformInfo platform_info;
  bool author_key_en = false;  // author_key_digest is of a key that signed the ID key
  bool mask_chip_key = false;  // the host masks the chip's identity
  SigningKey signing_key = SigningKey::kNone;
  Bytes<64> report_data{};
  Bytes<48> measurement{};
  Bytes<32> host_data{};
  Bytes<48> id_key_digest{}, author_key_digest{};
  Bytes<32> report_id{}, report_id_ma{};
  std::optional<Cpuid> cpuid;  // version 3 and later
  Bytes<64> chip_id{};         // Turin: 8 bytes, the rest 0
  FirmwareVersion current_firmware, committed_firmware;
  std::optional<uint64_t> launch_mitigations, current_mitigations;  // vectors; version 5
  Bytes<kSignatureNumber> signature_r{}, signature_s{};
  Bytes<kReportSize> wire{};  // exactly as sent

  sdk::ByteView signed_part() const { return sdk::ByteView(wire).first(kSignedSize); }
};

}  // namespace postern::snp

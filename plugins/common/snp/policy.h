// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <set>
#include <vector>

#include "common/snp/tcb_floor.h"

namespace postern::snp {

// IdKeyEnforcement: what a report means whose id-key or author-key digest is not an expected one.
enum class IdKeyEnforcement {
  kEqual,        // it is refused
  kWarn,         // it is accepted, with a warning and the claim snp.id_key.match = false
  kMaaFallback,  // it is accepted if Microsoft Azure Attestation vouches for the machine (azure-snp only)
};

// SnpPolicy: what a report must say. Every default is the strict one, or the reference's where that is as strict
// (debug off, no migration agent, VMPL 0, SMT allowed). Without a minimum TCB it admits nothing.
struct SnpPolicy {
  bool allow_debug = false;                // the host may read the guest's memory
  bool allow_migration_agent = false;      // the guest may be moved by a migration agent
  bool allow_smt = true;                   // the guest may share cores with other guests' threads
  bool require_single_socket = false;      // the guest must be bound to one socket
  bool allow_provisional_firmware = true;  // current TCB may be above the committed one: the host can still go back
  bool check_launch_tcb = true;            // launch TCB must reach the minimum, too
  std::set<uint32_t> vmpls{0};             // not empty

  // At least one of the two; a report must reach both.
  std::optional<TcbVersion> minimum_tcb;  // of any processor; without fmc no Turin is accepted
  std::optional<TcbFloor> tcb_floor;
  std::optional<FirmwareVersion> minimum_firmware;  // of the committed and the current firmware
  uint32_t minimum_guest_svn = 0;

  // Expected values; an empty list is not compared.
  std::vector<sdk::ByteVector> launch_measurements;                // 48 bytes each
  std::vector<sdk::ByteVector> host_data;                          // 32 bytes each
  std::vector<sdk::ByteVector> id_key_digests;                     // 48 bytes each
  std::vector<sdk::ByteVector> author_key_digests;                 // 48 bytes each
  IdKeyEnforcement id_key_enforcement = IdKeyEnforcement::kEqual;  // of the last two

  bool compares_keys() const { return !id_key_digests.empty() || !author_key_digests.empty(); }
};

}  // namespace postern::snp

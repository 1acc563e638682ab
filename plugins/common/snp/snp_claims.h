// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "common/snp/check_report.h"
#include "postern/sdk/component.h"

namespace postern::snp {

// snp_claim_decls: the claims that the two functions below state, for a validator's description:
//   TEXT: snp.product ("Milan"), snp.silicon ("milan-x"; reports with a CPUID), snp.signing_key ("vcek", "vlek"),
//     snp.csp_id (VLEK), snp.policy.abi, snp.current_firmware, snp.committed_firmware ("1.55.29"), snp.tcb_floor
//     (when the policy has one)
//   BYTES: snp.chip_id (VCEK: the certified one, 64 bytes, on Turin 8), snp.measurement (48), snp.host_data (32),
//     snp.id_key_digest (48), snp.author_key_digest (48; zeros unless AUTHOR_KEY_EN), snp.family_id (16),
//     snp.image_id (16), snp.report_id (32)
//   INTEGER: snp.version, snp.vmpl, snp.guest_svn; patch levels snp.tcb.* (reported), snp.committed_tcb.*,
//     snp.current_tcb.* and snp.launch_tcb.* with bootloader, tee, snp, microcode and on Turin fmc; bit vectors
//     snp.launch_mitigations and snp.current_mitigations (version 5; 64 bits as they are)
//   BOOL: snp.policy.{debug, migrate_ma, smt, single_socket, cxl_allow, mem_aes_256_xts, rapl_dis,
//     ciphertext_hiding, page_swap_disable}, snp.platform.{smt, tsme, ecc, rapl_disabled, ciphertext_hiding,
//     alias_check_complete, tio}, snp.id_key.match (when the policy compares key digests)
std::vector<sdk::ClaimDecl> snp_claim_decls();

// state_report_claims: what the report says.
sdk::Result<void> state_report_claims(const sdk::Call& call, const VerifiedReport& report);

// state_match_claims: how it met the policy.
sdk::Result<void> state_match_claims(const sdk::Call& call, const ReportMatch& match);

}  // namespace postern::snp

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/snp/report.h"
#include "common/snp/verify_vek_chain.h"

namespace postern::snp {

// VerifiedReport: a report that the firmware of a known product signed with a key that is vouched for, at the
// TCB and on the chip that the key was made for. Says nothing about what it reports being acceptable. Only
// verify_report makes one, so code that takes one cannot be given anything unverified.
class VerifiedReport {
 public:
  const Report& report() const { return report_; }
  const VekCertificate& vek() const { return vek_; }
  ProductLine product() const { return vek_.product; }

  // The report's TCBs in the product's layout; their reserved bytes are zero.
  const TcbVersion& current_tcb() const { return current_; }
  const TcbVersion& reported_tcb() const { return reported_; }
  const TcbVersion& committed_tcb() const { return committed_; }
  const TcbVersion& launch_tcb() const { return launch_; }

 private:
  VerifiedReport(const Report& report, const VekCertificate& vek);
  friend sdk::Result<VerifiedReport> verify_report(const Report& report, const VerifiedVek& vek);

  Report report_;
  VekCertificate vek_;
  TcbVersion current_, reported_, committed_, launch_;
};

// verify_report: in this order
//   1. R and S are within 1 … n-1, all 72 bytes counted, and are vek's ECDSA P-384 signature with SHA-384
//   over
//      the first kSignedSize bytes (AMD 56860, 7.3): SIGNATURE_INVALID
//   2. SIGNING_KEY is the role of vek: CHAIN_INVALID
//   3. the product of CPUID (version 3 and later) is that of vek: PRODUCT_MISMATCH. Reports of version 2 have
//      none, so they are what vek says; of Turin they are refused, since no public revision tells how their
//      TCBs are packed: REPORT_VERSION
//   4. the reported TCB equals, component by component, the patch levels that vek was made for: TCB_MISMATCH;
//      no TCB of the report has reserved bytes that are not zero: REPORT_MALFORMED
//   5. VCEK: CHIP_ID is the certificate's HWID and zero behind it. One that is masked (MASK_CHIP_KEY, or all
//      zero) is refused, since then nothing says that the report is of the certificate's chip. VLEK: no chip
//      is certified, so CHIP_ID is not looked at: the host chooses whether it shows: CHIP_MISMATCH
// Errors: denied, with the codes above.
sdk::Result<VerifiedReport> verify_report(const Report& report, const VerifiedVek& vek);

}  // namespace postern::snp

// SPDX-License-Identifier: Apache-2.0
#pragma once

// GcpVm: a confidential machine of Google Compute Engine for tests of its issuers: a software TPM that holds what Google
// puts into it, with PCRs and an event log of its start, and a kernel that makes SEV-SNP reports. All is right at first.

#include <memory>

#include "support/gcp_evidence.h"
#include "support/swtpm.h"
#include "support/tsm_stand_in.h"

namespace postern::test {

inline constexpr uint32_t kGcpAkCertificateIndex = 0x01C10000, kGcpAkTemplateIndex = 0x01C10001;

class GcpVm {
 public:
  // technology: what the firmware says (gce_events).
  explicit GcpVm(uint8_t technology = 1);

  const Swtpm& tpm() const { return tpm_; }
  GcpMachine facts;  // names, events, chip, report, certificates; facts.ak has nothing to do with this machine

  const ByteVector& ak_pub() const { return ak_pub_; }  // TPMT_PUBLIC
  std::string event_log() const { return tpm_.folder() + "/event_log"; }

  // certify: puts the key's certificate, by GoogleCa, into its NV index, followed by that many zero bytes.
  void certify(std::size_t padding = 0) const;

  // kernel: that makes reports of facts, with a certificate table of VCEK and ASK, or without one.
  std::unique_ptr<TsmStandIn> kernel(bool has_certificates = true) const;

  // compute_api_answer: what the Compute API says about it.
  std::string compute_api_answer() const;

 private:
  Swtpm tpm_;
  ByteVector ak_pub_;
};

}  // namespace postern::test

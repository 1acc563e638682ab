// SPDX-License-Identifier: Apache-2.0
#pragma once

// AzureVm: a confidential VM of Azure for tests of its issuer: a software TPM that holds what Azure puts into it, and what
// the services around it say. All is right at first; the parts can be made wrong.

#include "support/azure_evidence.h"
#include "support/swtpm.h"

namespace postern::test {

inline constexpr uint32_t kAzureAkHandle = 0x81000003, kAzureHclIndex = 0x01400001, kAzureUserDataIndex = 0x01400002,
                          kAzureAkCertificateIndex = 0x01C101D0;

class AzureVm {
 public:
  // AttestationKey in its place, facts.runtime_data naming it, and the blob of both.
  AzureVm();

  const Swtpm& tpm() const { return tpm_; }
  AzureMachine facts;  // chip, report, certificates, runtime data; facts.ak has nothing to do with this machine

  const ByteVector& ak_pub() const { return ak_pub_; }  // TPMT_PUBLIC
  // runtime_data: naming the TPM's key, with these user data in hexadecimal.
  std::string runtime_data(const std::string& user_data) const;

  // install_blob: writes the blob of facts, or that one, to its NV index. remove_blob, remove_ak: out of the TPM.
  void install_blob() const { install_blob(write_hcl_report(facts.report_bytes(), facts.runtime_text(), {.padded_to = 0})); }
  void install_blob(const ByteVector& blob) const { install(kAzureHclIndex, blob); }
  void remove_blob() const { remove(kAzureHclIndex); }
  void remove_ak() const;

  // install, remove: any NV index, with owner authorization and empty passwords.
  void install(uint32_t index, const ByteVector& content) const;
  void remove(uint32_t index) const;

  // thim_answer: what Azure's THIM says about it.
  nlohmann::json thim_answer() const;

 private:
  Swtpm tpm_;
  ByteVector ak_pub_;
};

}  // namespace postern::test

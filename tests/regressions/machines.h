// SPDX-License-Identifier: Apache-2.0
#pragma once

// Machines whose evidence is right before a test makes one thing of it wrong, and the validators that judge them. A
// verdict is "allowed", or the code of the refusal: the validator's, or the one with which the host refuses evidence
// that proves another nonce or key than the connection's.

#include <string>

#include "common/attdoc/write_document.h"
#include "support/azure_evidence.h"
#include "support/gcp_evidence.h"
#include "support/recording_host.h"

namespace postern::regressions {

using nlohmann::json;
using sdk::ByteVector;
using sdk::ByteView;
using tpm2::HashAlgorithm;

inline const ByteVector kNonce(32, std::byte{0x11}), kKey(32, std::byte{0x22});

// QemuMachine: a software TPM whose key is pinned; PCR 4 and 8 must be zero, and others may be required.
struct QemuMachine {
  test::SoftwareAk ak;
  std::map<HashAlgorithm, test::PcrValues> banks{{HashAlgorithm::kSha256, test::zero_pcrs(HashAlgorithm::kSha256)}};
  ByteVector event_log;

  attdoc::Document document() const { return test::make_document(ak, banks, kNonce, kKey, event_log); }
  // extra_data: what its quotes must carry.
  ByteVector extra_data() const;
};

std::string judge(const QemuMachine& machine, const attdoc::Document& document);
std::string judge(const QemuMachine& machine, const std::string& text);
inline std::string judge(const QemuMachine& machine) { return judge(machine, machine.document()); }

// Machines of the clouds are judged with the configuration of the machine that nothing is wrong with. usual_azure,
// usual_gcp: made once, since keys take time; copy one to change it.
const test::AzureMachine& usual_azure();
const test::GcpMachine& usual_gcp();

std::string judge_azure(const std::string& text, const json& config = test::azure_snp_config(usual_azure()),
                        std::time_t now = test::kPkiNow);
inline std::string judge_azure(const test::AzureMachine& machine) {
  return judge_azure(attdoc::write_document(test::make_azure_snp(machine, kNonce, kKey)));
}
// api: the machine that the Compute API knows.
std::string judge_sev_es(const std::string& text, const test::GcpMachine& api = usual_gcp());
std::string judge_sev_snp(const std::string& text, const test::GcpMachine& api = usual_gcp());
inline std::string judge_sev_es(const test::GcpMachine& machine, const test::GcpMachine& api = usual_gcp()) {
  return judge_sev_es(attdoc::write_document(test::make_sev_es(machine, kNonce, kKey)), api);
}
inline std::string judge_sev_snp(const test::GcpMachine& machine, const test::GcpMachine& api = usual_gcp()) {
  return judge_sev_snp(attdoc::write_document(test::make_sev_snp(machine, kNonce, kKey)), api);
}

}  // namespace postern::regressions

// SPDX-License-Identifier: Apache-2.0
#pragma once

// AzureBench: the validator on a recording host, with stand-ins for AMD's KDS and Azure's attestation provider that
// are switched on by a test.

#include "common/attdoc/write_document.h"
#include "support/azure_evidence.h"
#include "support/recording_host.h"
#include "unit/tpm2/failure_matchers.h"
#include "validators/azure-snp/validator.h"

namespace postern::test {

inline const sdk::ByteVector kNonce(32, std::byte{0x11}), kKey(32, std::byte{0x22});

// usual_machine: made once, since keys take time; copy it to change it.
inline const AzureMachine& usual_machine() {
  static const AzureMachine machine;
  return machine;
}

class AzureBench : public testing::Test {
 protected:
  AzureBench() { host_.now = kAzureNow; }

  sdk::Judgement judge(const std::string& text, const nlohmann::json& json) {
    host_.claims.clear();
    host_.bindings.clear();
    sdk::Call call = host_.call();
    auto parsed = azure_snp::AzureSnpValidator::read_config(json.dump());
    if (!parsed.ok()) return parsed.failure();
    auto validator = azure_snp::AzureSnpValidator::create(call, parsed.take()).take();
    return validator->validate(call, {"azure-sev-snp", sdk::as_bytes(text), nonce_, kKey});
  }
  sdk::Judgement judge(const AzureMachine& machine, const nlohmann::json& json = azure_snp_config(usual_machine())) {
    return judge(attdoc::write_document(make_azure_snp(machine, kNonce, kKey)), json);
  }

  RecordingHost host_;
  sdk::ByteVector nonce_ = kNonce;
};

}  // namespace postern::test

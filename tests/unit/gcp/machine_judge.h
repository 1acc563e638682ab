// SPDX-License-Identifier: Apache-2.0
#pragma once

// What tests of the two validators share: a connection, and verified documents of a machine for it.

#include "common/attdoc/verify_document.h"
#include "common/attdoc/write_document.h"
#include "common/tpm2/parse_public.h"
#include "support/gcp_evidence.h"
#include "support/recording_host.h"
#include "unit/tpm2/failure_matchers.h"

namespace postern::gcp {

using test::DeniedWith;
using test::GcpMachine;
using test::Succeeds;

inline const sdk::ByteVector kNonce(32, std::byte{0x11}), kKey(32, std::byte{0x22});

inline tpm2::AttestationKey key_of(const test::SoftwareAk& ak) {
  return tpm2::verify_attestation_key(tpm2::parse_public(ak.public_area()).take()).take();
}

// verified: the machine's document as verify_document sees it.
inline attdoc::VerifiedDocument verified(const GcpMachine& machine) {
  auto result = attdoc::verify_document(test::make_sev_es(machine, kNonce, kKey), key_of(machine.ak), kNonce, {});
  if (!result.ok()) throw std::runtime_error(result.failure().operator_text());
  return result.take();
}

// Host: a host at a time at which all that tests make is valid.
struct Host : test::RecordingHost {
  Host() { now = std::chrono::sys_seconds(std::chrono::seconds(test::kPkiNow)); }
};

// label: of a test that is made for each kind of AK trust.
inline std::string label(const testing::TestParamInfo<const char*>& tested) {
  return std::string_view(tested.param) == "compute-api" ? "ComputeApi" : "AkCertificate";
}

inline std::string text_of(sdk::ByteView bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }

}  // namespace postern::gcp

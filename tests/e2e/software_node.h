// SPDX-License-Identifier: Apache-2.0
#pragma once

// SoftwareNode: a node whose attestation key is in software: fast, and with the PCRs that a test wants. It joins through
// the same TLS and gRPC as any other.

#include <mutex>
#include <string>

#include "common/attdoc/write_document.h"
#include "e2e/joiner.h"
#include "support/software_ak.h"

namespace postern::test {

class SoftwareNode : public atls::EvidenceSource {
 public:
  // pcr4: the byte of which all of PCR 4 consists.
  explicit SoftwareNode(std::byte pcr4 = std::byte{0}) { pcrs_[4] = ByteVector(32, pcr4); }

  absl::StatusOr<atls::EvidenceDocument> make_evidence(const atls::Nonce& nonce, const atls::ChannelKey& key) override {
    const auto document = make_document(ak(), {{HashAlgorithm::kSha256, pcrs_}}, nonce, key);
    const std::string text = attdoc::write_document(document);
    const attest::ByteView bytes = attest::as_bytes(text);
    nonce_ = attest::to_hex(nonce);
    return atls::EvidenceDocument{"1.3.9900.5.1", {bytes.begin(), bytes.end()}};
  }

  // nonce: that its last connection was given, in hex.
  const std::string& nonce() const { return nonce_; }

 private:
  static const SoftwareAk& ak() {
    static const SoftwareAk key(AkKind::kP256);
    return key;
  }
  PcrValues pcrs_ = zero_pcrs(HashAlgorithm::kSha256);
  std::string nonce_;
};

}  // namespace postern::test

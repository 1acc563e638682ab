// SPDX-License-Identifier: Apache-2.0
#pragma once

// Joiner: a node in this process, with a real TPM behind it; and Forger: one that changes what the TPM said.

#include <functional>
#include <mutex>

#include "host/setup/node.h"
#include "host/atls/client.h"
#include "host/rpc/ticket_client.h"
#include "support/swtpm.h"
#include "support/temp_dir.h"

namespace postern::test {

inline constexpr char kDiskUuid[] = "6f0d1c2a-93d5-4f5e-8f4e-0a1b2c3d4e5f";

// Joiner: evidence from a TPM through the qemu-tpm issuer; one quote at a time, since a TPM serves one after the other.
class Joiner : public atls::EvidenceSource {
 public:
  explicit Joiner(const Swtpm& tpm);
  absl::StatusOr<atls::EvidenceDocument> make_evidence(const atls::Nonce& nonce,
                                                       const atls::ChannelKey& key) override;

 private:
  TempDir dir_;
  std::unique_ptr<app::Node> node_;
  std::mutex mutex_;
};

// Forger: gives the real source another nonce or key, or changes its document.
class Forger : public atls::EvidenceSource {
 public:
  explicit Forger(atls::EvidenceSource& real) : real_(real) {}
  std::function<void(atls::Nonce&, atls::ChannelKey&)> before = [](auto&, auto&) {};
  std::function<void(atls::EvidenceDocument&)> after = [](auto&) {};
  absl::StatusOr<atls::EvidenceDocument> make_evidence(const atls::Nonce& nonce,
                                                       const atls::ChannelKey& key) override;

 private:
  atls::EvidenceSource& real_;
};

// JoinAs: how to ask.
struct JoinAs {
  pipeline::Request request;
  rpc::Protocol protocol = rpc::Protocol::kJoin;
  atls::TlsVersion tls_max = atls::TlsVersion::kTls13;
  std::chrono::milliseconds timeout = std::chrono::seconds(60);
  std::string traceparent = {};
};
JoinAs worker();  // a join of a worker with kDiskUuid over join.API

// join: connects, proves, asks. When the connection broke, the status is what the TLS client says of it.
absl::StatusOr<pipeline::Ticket> join(const std::string& address, atls::EvidenceSource& source, const JoinAs& as);

// text: the field's content; empty when it is not there.
std::string text(const pipeline::Ticket& ticket, const std::string& field);

}  // namespace postern::test

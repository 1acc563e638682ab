// SPDX-License-Identifier: Apache-2.0
#include "e2e/joiner.h"

#include <stdexcept>

#include "e2e/node_config.h"

namespace postern::test {

Joiner::Joiner(const Swtpm& tpm) {
  const std::string file = write_node_config(dir_, tpm.tcti());
  config::Diagnostics diagnostics;
  node_ = app::Node::load(file, POSTERN_PLUGIN_DIR, diagnostics);
  app::print_diagnostics(diagnostics);
  if (node_ == nullptr || !node_->start().ok()) throw std::runtime_error("the node does not start");
}

absl::StatusOr<atls::EvidenceDocument> Joiner::make_evidence(const atls::Nonce& nonce, const atls::ChannelKey& key) {
  const std::lock_guard lock(mutex_);
  return node_->make_evidence(nonce, key);
}

absl::StatusOr<atls::EvidenceDocument> Forger::make_evidence(const atls::Nonce& nonce, const atls::ChannelKey& key) {
  atls::Nonce other_nonce = nonce;
  atls::ChannelKey other_key = key;
  before(other_nonce, other_key);
  auto document = real_.make_evidence(other_nonce, other_key);
  if (document.ok()) after(*document);
  return document;
}

JoinAs worker() {
  JoinAs as;
  as.request.kind = "join";
  as.request.role = "worker";
  as.request.fields.push_back({"disk_uuid", "", std::string(kDiskUuid)});
  return as;
}

absl::StatusOr<pipeline::Ticket> join(const std::string& address, atls::EvidenceSource& source, const JoinAs& as) {
  atls::ClientOptions options;
  options.address = address;
  options.timeout = as.timeout;
  options.tls_max = as.tls_max;
  auto client = atls::Client::connect(options, source);
  if (!client.ok()) return client.status();
  auto ticket = rpc::ask_for_ticket((*client)->take_fd(), as.protocol, as.request, as.timeout, as.traceparent);
  const absl::Status broken = (*client)->failure();
  if (!ticket.ok() && absl::IsUnavailable(ticket.status()) && !broken.ok()) return broken;
  return ticket;
}

std::string text(const pipeline::Ticket& ticket, const std::string& field) {
  const pipeline::TicketField* found = ticket.find(field);
  if (found == nullptr) return {};
  return {reinterpret_cast<const char*>(found->bytes.bytes().data()), found->bytes.size()};
}

}  // namespace postern::test

// SPDX-License-Identifier: Apache-2.0
#include "host/setup/node.h"

#include "host/config/nearest.h"
#include "host/gate/contacts.h"
#include "host/observe/log_journal.h"

namespace postern::app {
namespace {

constexpr auto kIssueTimeout = std::chrono::seconds(25);  // the gate's patience is 30 s by default

absl::Status to_status(const attest::Refusal& refusal) {
  const std::string text = attest::describe(refusal);
  switch (refusal.cls) {
    case attest::RefusalClass::kRetryable: return absl::UnavailableError(text);
    case attest::RefusalClass::kMisconfigured: return absl::FailedPreconditionError(text);
    default: return absl::InternalError(text);
  }
}

}  // namespace

std::unique_ptr<Node> Node::load(const std::string& path, const std::string& plugin_dir, config::Diagnostics& out) {
  auto node = std::make_unique<Node>();
  config::GateFile file = config::read_gate_file(path, config::Purpose::kNode, plugin_dir, out);
  node->journal_ = std::make_unique<observe::LogJournal>(file.gate.log_format, file.gate.log_level);
  node->around_.executor = std::make_shared<plugin::Executor>();
  node->around_.services = std::make_shared<gate::HostServices>(
      *node->journal_, nullptr, plugin::SecretFiles(file.secrets), file.collateral);
  gate::check_cache(file.collateral, out);
  if (!out.ok()) return nullptr;
  node->resolved_ = gate::resolve(std::move(file), gate::kNodeKinds, node->around_, wall_clock(), out);
  const std::string& issuer = node->settings().issuer;
  if (out.ok() && node->resolved_.component(issuer) == nullptr) {
    std::vector<std::string> names;
    for (const auto& [name, unused] : node->resolved_.instances) names.push_back(name);
    out.error(node->settings().issuer_at, config::Code::kInstanceUnknown,
              "[node]: issuer: no instance is named '" + issuer + "'", config::hint_of(issuer, names));
  }
  if (out.ok()) gate::check_contacts(node->resolved_, out);
  if (!out.ok()) return nullptr;
  return node;
}

absl::Status Node::start(bool self_test) {
  const gate::ResolvedInstance& resolved = resolved_.instances.at(settings().issuer);
  auto made = plugin::Instance::create(resolved.spec, around_, wall_clock(), self_test);
  if (const auto* refusal = std::get_if<attest::Refusal>(&made)) return to_status(*refusal);
  type_ = resolved.spec.component->evidence.front();
  issuer_ = std::make_unique<plugin::IssuerFacade>(std::get<std::shared_ptr<plugin::Instance>>(made));
  return absl::OkStatus();
}

absl::StatusOr<atls::EvidenceDocument> Node::make_evidence(const atls::Nonce& nonce,
                                                           const atls::ChannelKey& channel_key) {
  auto issued = issuer_->issue(type_.name, {nonce.begin(), nonce.end()}, {channel_key.begin(), channel_key.end()},
                               wall_clock(), kIssueTimeout);
  if (const auto* refusal = std::get_if<attest::Refusal>(&issued)) return to_status(*refusal);
  return atls::EvidenceDocument{type_.oid, std::get<attest::ByteVector>(std::move(issued))};
}

}  // namespace postern::app

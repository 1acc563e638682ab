// SPDX-License-Identifier: Apache-2.0
#pragma once

// Node: a machine that wants in: its issuer, made from a node's configuration file.

#include <memory>
#include <string>

#include "host/setup/configuration.h"
#include "host/atls/evidence_source.h"
#include "host/plugin/issuer_facade.h"

namespace postern::app {

class Node : public atls::EvidenceSource {
 public:
  // load: reads and checks the file and loads its plugins; nullptr when something is wrong.
  static std::unique_ptr<Node> load(const std::string& path, const std::string& plugin_dir, config::Diagnostics& out);

  // start: creates the issuer's instance; self_test: and lets it try its device.
  absl::Status start(bool self_test = false);

  const gate::Resolved& resolved() const { return resolved_; }
  const config::NodeSettings& settings() const { return resolved_.file.node; }
  absl::StatusOr<atls::EvidenceDocument> make_evidence(const atls::Nonce& nonce,
                                                       const atls::ChannelKey& channel_key) override;

 private:
  std::unique_ptr<attest::Journal> journal_;
  plugin::Surroundings around_;
  gate::Resolved resolved_;
  std::unique_ptr<plugin::IssuerFacade> issuer_;
  plugin::EvidenceType type_;
};

}  // namespace postern::app

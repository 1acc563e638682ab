// SPDX-License-Identifier: Apache-2.0
#pragma once

// OfflineGate: the chains of a gate's configuration, to judge evidence without a gate: no backend is created, no secret of
// one is read, and nothing is contacted unless that is wanted.

#include <functional>
#include <memory>
#include <string>

#include "host/setup/configuration.h"

namespace postern::app {

// keep_offline: collateral is what is kept, however old; whether it was valid at the time of judgement is for the
// validators to say.
void keep_offline(config::CollateralSettings& settings);

class OfflineGate {
 public:
  // around: changes what the instances will be given, before they are created.
  using Around = std::function<void(LoadedGate&)>;

  // make: nullptr when the instances cannot be created; out says why. loaded has been checked without an error.
  static std::unique_ptr<OfflineGate> make(LoadedGate loaded, attest::Time now, config::Diagnostics& out,
                                           const Around& around = nullptr);

  const gate::Resolved& resolved() const { return loaded_.resolved; }  // with the backends that were left out
  const gate::Generation& generation() const { return *generation_; }  // without

  // evidence_type: the name of the evidence type, which may be given by its OID; "" when no pipeline takes it.
  std::string evidence_type(const std::string& given) const;

  // entry: the pipeline of this name as the file has it, or nullptr.
  const config::PipelineEntry* entry(const std::string& pipeline) const;

  // offered: which ticket fields the pipeline could give; see pipeline::offered.
  std::vector<std::string> offered(const config::PipelineEntry& entry, const std::vector<std::string>& carried) const;

 private:
  explicit OfflineGate(LoadedGate loaded) : loaded_(std::move(loaded)) {}
  LoadedGate loaded_;
  std::shared_ptr<const gate::Generation> generation_;
};

}  // namespace postern::app

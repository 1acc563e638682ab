// SPDX-License-Identifier: Apache-2.0
#pragma once

// Resolved: a configuration file whose names have been looked up in the plugins: every instance knows its component
// and has had its configuration accepted.

#include <map>
#include <memory>
#include <string>

#include "host/config/gate_file.h"
#include "host/plugin/instance.h"
#include "host/plugin/plugin_set.h"

namespace postern::gate {

// NamedClaim: a claim that a configuration names where the component's schema says "x-postern-claim".
struct NamedClaim {
  std::string name;
  config::Position at;
};

struct ResolvedInstance {
  config::InstanceEntry entry;
  plugin::InstanceSpec spec;
  std::vector<NamedClaim> claims;
};

struct Resolved {
  config::GateFile file;
  plugin::PluginSet plugins;
  std::map<std::string, ResolvedInstance> instances;

  // component: of the instance, or nullptr when there is no such instance.
  const plugin::ComponentDescriptor* component(const std::string& instance) const;
};

// resolve: loads the plugins, finds every instance's component among the accepted kinds (bits 1 << POSTERN_KIND_*),
// reads the files that configurations name, and has each configuration checked by its component. What is wrong goes
// to out; what is right is in the result. Nothing is created.
Resolved resolve(config::GateFile file, uint32_t kinds, const plugin::Surroundings& around, attest::Time now,
                 config::Diagnostics& out);

inline constexpr uint32_t kGateKinds = (1u << POSTERN_KIND_VALIDATOR) | (1u << POSTERN_KIND_BACKEND);
inline constexpr uint32_t kNodeKinds = 1u << POSTERN_KIND_ISSUER;

}  // namespace postern::gate

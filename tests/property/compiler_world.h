// SPDX-License-Identifier: Apache-2.0
#pragma once

// CompilerWorld: made-up components and a configuration of pipelines over them, both random. Most of what is made fits
// together, since a compiler that is only ever shown nonsense would have nothing to accept.

#include <map>
#include <string>
#include <vector>

#include "host/gate/resolved.h"
#include "property/random.h"

namespace postern::property {

struct CompilerWorld {
  std::map<std::string, plugin::ComponentDescriptor> components;          // by the name of their only instance
  std::map<std::string, std::vector<gate::NamedClaim>> named;             // claims that configurations name
  std::string text;                                                       // the configuration file

  // resolved: the text, read, over these components. What is wrong with its form goes to out.
  gate::Resolved resolved(config::Diagnostics& out) const;
};

// make_world: components and a text. make_components: components alone.
CompilerWorld make_world(Random& random);
CompilerWorld make_components(Random& random);

}  // namespace postern::property

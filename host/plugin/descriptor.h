// SPDX-License-Identifier: Apache-2.0
#pragma once

// ComponentDescriptor: what a component says about itself, copied out of the plugin and checked once.

#include <absl/status/statusor.h>

#include <map>
#include <string>
#include <vector>

#include "host/pipeline/backend.h"
#include "postern/plugin.h"

namespace postern::plugin {

struct EvidenceType {
  std::string name, oid;
};

struct ComponentDescriptor {
  std::string library;  // name of the library that holds it
  uint32_t kind = 0;    // POSTERN_KIND_*
  std::string id, version, summary, config_schema;
  uint32_t threading = 0;
  uint32_t bindings_out = 0, bindings_in = 0;
  std::vector<EvidenceType> evidence;
  std::map<std::string, uint32_t, std::less<>> claims_out, claims_in;  // name → type
  std::vector<pipeline::FieldDeclaration> fields_out;
  std::map<std::string, uint32_t, std::less<>> fields_in;  // name → type
  postern_lifecycle_ops lifecycle{};
  postern_validator_ops validator{};
  postern_backend_ops backend{};
  postern_issuer_ops issuer{};

  const pipeline::FieldDeclaration* field(std::string_view name) const;
};

// kind_name: "validator", "backend", "issuer", or "component".
const char* kind_name(uint32_t kind);

// check_component: reads the plugin's struct no further than its struct_size and copies it. INVALID_ARGUMENT names
// the member that is wrong; nothing of a component that breaks a rule is used.
absl::StatusOr<ComponentDescriptor> check_component(const std::string& library, const postern_component* component);

}  // namespace postern::plugin

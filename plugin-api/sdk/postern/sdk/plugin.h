// SPDX-License-Identifier: Apache-2.0
#pragma once

// POSTERN_PLUGIN: turns component classes into a plugin library. One line in one source file:
//   POSTERN_PLUGIN("qemu-tpm", "1.0.0", "Apache-2.0", QemuTpmValidator, QemuTpmIssuer)

#include <array>
#include <tuple>
#include <cstddef>
#include <vector>

#include "postern/sdk/thunks.h"

namespace postern::sdk {

// Published: a component's description in the shape that the contract wants; lives as long as the process.
template <typename T>
class Published {
 public:
  Published() : description_(T::describe()) {
    for (const auto& [name, oid] : description_.evidence) evidence_.push_back({raw(name), raw(oid)});
    for (const auto& [name, type] : description_.claims_out) claims_out_.push_back({raw(name), type, 0});
    for (const auto& [name, type] : description_.claims_in) claims_in_.push_back({raw(name), type, 0});
    for (const auto& [name, type, flags] : description_.fields_out) fields_out_.push_back({raw(name), type, flags});
    for (const auto& [name, type, flags] : description_.fields_in) fields_in_.push_back({raw(name), type, flags});
    fill();
  }
  const postern_component* component() const { return &component_; }

 private:
  void fill() {
    component_.struct_size = sizeof(postern_component);
    component_.kind = T::kKind;
    component_.id = raw(description_.id);
    component_.version = raw(description_.version);
    component_.summary = raw(description_.summary);
    component_.config_schema_json = raw(description_.config_schema_json);
    component_.threading = description_.threading;
    component_.bindings_out = description_.bindings_out;
    component_.bindings_in = description_.bindings_in;
    component_.evidence = evidence_.data();
    component_.evidence_count = evidence_.size();
    component_.claims_out = claims_out_.data();
    component_.claims_out_count = claims_out_.size();
    component_.claims_in = claims_in_.data();
    component_.claims_in_count = claims_in_.size();
    component_.fields_out = fields_out_.data();
    component_.fields_out_count = fields_out_.size();
    component_.fields_in = fields_in_.data();
    component_.fields_in_count = fields_in_.size();
    component_.lifecycle = &LifecycleThunks<T>::kOps;
    if constexpr (T::kKind == POSTERN_KIND_VALIDATOR) component_.validator = &ValidatorThunks::kOps;
    if constexpr (T::kKind == POSTERN_KIND_BACKEND) component_.backend = BackendThunks::ops_of<T>();
    if constexpr (T::kKind == POSTERN_KIND_ISSUER) component_.issuer = &IssuerThunks::kOps;
  }

  Description description_;
  std::vector<postern_evidence_type> evidence_;
  std::vector<postern_claim_decl> claims_out_, claims_in_;
  std::vector<postern_field_decl> fields_out_, fields_in_;
  postern_component component_{};
};

// publish: the body of the entry function.
template <typename... Components>
postern_status publish(const postern_host* host, postern_library* library, std::string_view name,
                       std::string_view version, std::string_view license) noexcept {
  if (host == nullptr || library == nullptr) return POSTERN_CONTRACT;
  if (host->struct_size < sizeof(postern_host) || library->struct_size < sizeof(postern_library))
    return POSTERN_UNSUPPORTED;
  try {
    host_table() = host;
    static const std::tuple<Published<Components>...> published;
    static const std::array<const postern_component*, sizeof...(Components)> components =
        std::apply([](const auto&... each) { return std::array{each.component()...}; }, published);
    library->abi_minor = POSTERN_ABI_MINOR;
    library->name = raw(name);
    library->version = raw(version);
    library->license = raw(license);
    library->components = components.data();
    library->component_count = components.size();
    return POSTERN_OK;
  } catch (...) {
    return POSTERN_INTERNAL;
  }
}

}  // namespace postern::sdk

#define POSTERN_PLUGIN(name, version, license, ...)                                                             \
  extern "C" POSTERN_EXPORT postern_status postern_plugin_entry_v1(const postern_host* host,                    \
                                                                   postern_library* library) {                  \
    return ::postern::sdk::publish<__VA_ARGS__>(host, library, name, version, license);                         \
  }

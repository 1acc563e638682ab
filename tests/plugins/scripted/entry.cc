// SPDX-License-Identifier: Apache-2.0
//
// The scripted plugin: every kind of component, and each does what its configuration says.

#include <iterator>

#include "plugins/scripted/script.h"

namespace postern::scripted {
namespace {

constexpr uint32_t kNonceAndKey =
    POSTERN_BINDING_BIT(POSTERN_BINDING_NONCE) | POSTERN_BINDING_BIT(POSTERN_BINDING_CHANNEL_KEY);
constexpr std::string_view kSchema = R"({"type": "object", "properties": {"behaviour": {"type": "string"},
  "set": {"type": "array", "x-postern-file": "toml"}}})";

struct Lists {
  const postern_evidence_type evidence[1] = {{raw("scripted"), raw("1.3.9900.99.1")}};
  const postern_claim_decl claims[4] = {{raw("scripted.text"), POSTERN_TYPE_TEXT, 0},
                                        {raw("scripted.number"), POSTERN_TYPE_INTEGER, 0},
                                        {raw("scripted.flag"), POSTERN_TYPE_BOOL, 0},
                                        {raw("scripted.raw"), POSTERN_TYPE_BYTES, 0}};
  const postern_field_decl fields[5] = {{raw("answer"), POSTERN_TYPE_TEXT, 0},
                                        {raw("secret"), POSTERN_TYPE_BYTES, POSTERN_FIELD_SECRET},
                                        {raw("number"), POSTERN_TYPE_INTEGER, 0},
                                        {raw("flag"), POSTERN_TYPE_BOOL, 0},
                                        {raw("list"), POSTERN_TYPE_TEXT, POSTERN_FIELD_REPEATED}};
  const postern_field_decl needs[2] = {{raw("seed"), POSTERN_TYPE_BYTES, 0}, {raw("count"), POSTERN_TYPE_INTEGER, 0}};
  const postern_field_decl document[1] = {{raw("evidence"), POSTERN_TYPE_BYTES, 0}};
};

const Lists& lists() {
  static const Lists all;
  return all;
}

postern_component blank(uint32_t kind, std::string_view id) {
  postern_component component{};
  component.struct_size = sizeof(component);
  component.kind = kind;
  component.id = raw(id);
  component.version = raw("1.0.0");
  component.summary = raw("Does as it is told");
  component.config_schema_json = raw(kSchema);
  component.lifecycle = &kLifecycle;
  return component;
}

postern_component validator(std::string_view id, const postern_validator_ops& ops, uint32_t bindings, bool claims) {
  postern_component component = blank(POSTERN_KIND_VALIDATOR, id);
  component.bindings_out = bindings;
  component.evidence = lists().evidence;
  component.evidence_count = 1;
  if (claims) component.claims_out = lists().claims;
  if (claims) component.claims_out_count = std::size(lists().claims);
  component.validator = &ops;
  return component;
}

postern_component backend(std::string_view id, const postern_backend_ops& ops, uint32_t threading) {
  postern_component component = blank(POSTERN_KIND_BACKEND, id);
  component.threading = threading;
  component.fields_out = lists().fields;
  component.fields_out_count = std::size(lists().fields);
  component.backend = &ops;
  return component;
}

// Reads what earlier steps made.
postern_component needy() {
  postern_component component = backend("needy", kBackend, POSTERN_THREADING_CONCURRENT);
  component.fields_in = lists().needs;
  component.fields_in_count = std::size(lists().needs);
  return component;
}

postern_component issuer() {
  postern_component component = blank(POSTERN_KIND_ISSUER, "issuer");
  component.evidence = lists().evidence;
  component.evidence_count = 1;
  component.fields_out = lists().document;
  component.fields_out_count = 1;
  component.issuer = &kIssuer;
  return component;
}

struct Components {
  const postern_component validator_ = validator("validator", kValidator, kNonceAndKey, true);
  const postern_component reader = validator("reader", kReader, 0, false);
  const postern_component backend_ = backend("backend", kBackend, POSTERN_THREADING_CONCURRENT);
  const postern_component per_instance = backend("per-instance", kBackend, POSTERN_THREADING_INSTANCE);
  const postern_component per_library = backend("per-library", kBackend, POSTERN_THREADING_LIBRARY);
  const postern_component also_per_library = backend("also-per-library", kBackend, POSTERN_THREADING_LIBRARY);
  const postern_component no_revoke = backend("no-revoke", kBackendWithoutRevoke, POSTERN_THREADING_CONCURRENT);
  const postern_component needy_ = needy();
  const postern_component issuer_ = issuer();
  const postern_component* const all[9] = {&validator_, &reader, &backend_, &per_instance, &per_library,
                                           &also_per_library, &no_revoke, &needy_, &issuer_};
};

}  // namespace
}  // namespace postern::scripted

extern "C" POSTERN_EXPORT postern_status postern_plugin_entry_v1(const postern_host* host, postern_library* library) {
  using namespace postern::scripted;
  static const Components components;
  set_host(host);
  library->abi_minor = POSTERN_ABI_MINOR;
  library->name = raw("scripted");
  library->version = raw("1.2.3");
  library->license = raw("Apache-2.0");
  library->components = components.all;
  library->component_count = std::size(components.all);
  return POSTERN_OK;
}

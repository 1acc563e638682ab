// SPDX-License-Identifier: Apache-2.0
//
// The declared plugin: components that differ in what they declare and do nothing. For tests of what the gate makes of
// declarations before anything runs; every call answers that it is not there.

#include <deque>
#include <string_view>
#include <vector>

#include "postern/plugin.h"

namespace {

constexpr uint32_t kNonce = POSTERN_BINDING_BIT(POSTERN_BINDING_NONCE), kKey = POSTERN_BINDING_BIT(POSTERN_BINDING_CHANNEL_KEY);
constexpr uint32_t kAk = POSTERN_BINDING_BIT(POSTERN_BINDING_TPM_AK);

postern_bytes raw(std::string_view text) { return {reinterpret_cast<const uint8_t*>(text.data()), text.size()}; }

postern_status check_config(postern_call*, postern_bytes) { return POSTERN_OK; }
postern_status create(postern_call*, postern_bytes, postern_instance** out) {
  static int instance;
  *out = reinterpret_cast<postern_instance*>(&instance);
  return POSTERN_OK;
}
postern_status self_test(postern_call*, postern_instance*) { return POSTERN_OK; }
void destroy(postern_instance*) {}
postern_status validate(postern_call*, postern_instance*, const postern_evidence*, postern_verdict*) { return POSTERN_INTERNAL; }
postern_status contribute(postern_call*, postern_instance*, const postern_request*) { return POSTERN_INTERNAL; }
postern_status revoke(postern_call*, postern_instance*, postern_bytes) { return POSTERN_INTERNAL; }

const postern_lifecycle_ops kLifecycle{sizeof(postern_lifecycle_ops), 0, check_config, create, self_test, destroy};
const postern_validator_ops kValidator{sizeof(postern_validator_ops), 0, validate};
const postern_backend_ops kBackend{sizeof(postern_backend_ops), 0, contribute, nullptr};
const postern_backend_ops kMaker{sizeof(postern_backend_ops), 0, contribute, revoke};

using Claims = std::vector<postern_claim_decl>;
using Fields = std::vector<postern_field_decl>;

// Part: a component and the lists that it points to.
struct Part {
  postern_component component{};
  std::vector<postern_evidence_type> evidence;
  Claims claims_out, claims_in;
  Fields fields_out, fields_in;
};

class Parts {
 public:
  Parts();
  std::vector<const postern_component*> all;

 private:
  Part& add(uint32_t kind, std::string_view id, std::string_view schema = "{}") {
    Part& part = parts_.emplace_back();
    part.component.struct_size = sizeof(postern_component);
    part.component.kind = kind;
    part.component.id = raw(id);
    part.component.version = raw("1.0.0");
    part.component.summary = raw("Declares and does nothing");
    part.component.config_schema_json = raw(schema);
    part.component.lifecycle = &kLifecycle;
    return part;
  }
  void validator(std::string_view id, uint32_t out, uint32_t in, Claims claims, Claims needs,
                 std::string_view type = "declared", std::string_view oid = "1.3.9900.99.2") {
    Part& part = add(POSTERN_KIND_VALIDATOR, id);
    part.component.bindings_out = out;
    part.component.bindings_in = in;
    part.component.validator = &kValidator;
    part.evidence = {{raw(type), raw(oid)}};
    part.claims_out = std::move(claims);
    part.claims_in = std::move(needs);
  }
  Part& backend(std::string_view id, Fields fields, Fields needs = {}, std::string_view schema = "{}") {
    Part& part = add(POSTERN_KIND_BACKEND, id, schema);
    part.component.backend = &kBackend;
    part.fields_out = std::move(fields);
    part.fields_in = std::move(needs);
    return part;
  }
  void point();

  std::deque<Part> parts_;
};

Parts::Parts() {
  const postern_claim_decl text{raw("q.text"), POSTERN_TYPE_TEXT, 0}, number{raw("q.number"), POSTERN_TYPE_INTEGER, 0};
  const postern_claim_decl bytes{raw("q.bytes"), POSTERN_TYPE_BYTES, 0}, flag{raw("q.flag"), POSTERN_TYPE_BOOL, 0};
  validator("quote", kNonce | kKey | kAk, 0, {text, number, bytes, flag}, {});
  validator("firmware", 0, kAk, {{raw("f.level"), POSTERN_TYPE_INTEGER, 0}}, {text});
  validator("nonce-only", kNonce, 0, {}, {});
  validator("plain", kNonce | kKey, 0, {}, {});
  validator("key-only", kAk, 0, {}, {});
  validator("quote-again", kAk, 0, {text}, {});
  validator("wants-integer", 0, kAk, {}, {{raw("q.text"), POSTERN_TYPE_INTEGER, 0}});
  validator("other-oid", kNonce | kKey, 0, {}, {}, "declared", "1.3.9900.99.3");
  validator("other-evidence", kNonce | kKey, 0, {}, {}, "declared-other", "1.3.9900.99.4");

  const postern_field_decl disk{raw("state_disk_key"), POSTERN_TYPE_TEXT, POSTERN_FIELD_SECRET};
  const postern_field_decl master{raw("ca_key"), POSTERN_TYPE_BYTES, POSTERN_FIELD_SECRET | POSTERN_FIELD_INTERNAL};
  const postern_field_decl token{raw("token"), POSTERN_TYPE_TEXT, 0}, label{raw("label"), POSTERN_TYPE_TEXT, 0};
  const postern_field_decl certificate{raw("host_certificate"), POSTERN_TYPE_BYTES, 0};
  const postern_field_decl wants_master{raw("ca_key"), POSTERN_TYPE_BYTES, 0}, wants_text{raw("ca_key"), POSTERN_TYPE_TEXT, 0};
  backend("keys", {disk, master});
  backend("disk-only", {disk});
  backend("token", {token});
  backend("signer", {certificate}, {wants_master});
  backend("text-signer", {certificate}, {wants_text});
  backend("plain-signer", {certificate});
  backend("labels", {label}, {}, R"({"properties": {"claim": {"x-postern-claim": true}, "default": {"x-postern-claim": true, "default": "q.text"}}})");
  backend("maker", {token}).component.backend = &kMaker;
  backend("ak-user", {token}).component.bindings_in = kAk;
  backend("claim-user", {token}).claims_in = {{raw("q.numbr"), POSTERN_TYPE_INTEGER, 0}};
  point();
}

void Parts::point() {
  for (Part& part : parts_) {
    part.component.evidence = part.evidence.data();
    part.component.evidence_count = part.evidence.size();
    part.component.claims_out = part.claims_out.data();
    part.component.claims_out_count = part.claims_out.size();
    part.component.claims_in = part.claims_in.data();
    part.component.claims_in_count = part.claims_in.size();
    part.component.fields_out = part.fields_out.data();
    part.component.fields_out_count = part.fields_out.size();
    part.component.fields_in = part.fields_in.data();
    part.component.fields_in_count = part.fields_in.size();
    all.push_back(&part.component);
  }
}

}  // namespace

extern "C" POSTERN_EXPORT postern_status postern_plugin_entry_v1(const postern_host*, postern_library* library) {
  static const Parts parts;
  library->abi_minor = POSTERN_ABI_MINOR;
  library->name = raw("declared");
  library->version = raw("1.0.0");
  library->license = raw("Apache-2.0");
  library->components = parts.all.data();
  library->component_count = parts.all.size();
  return POSTERN_OK;
}

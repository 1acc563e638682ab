// SPDX-License-Identifier: Apache-2.0
#include "unit/gate/pipeline_bench.h"

#include "host/gate/pipeline_check.h"

namespace postern::gate {
namespace {

using plugin::ComponentDescriptor;

constexpr uint32_t kNonce = POSTERN_BINDING_BIT(POSTERN_BINDING_NONCE), kKey = POSTERN_BINDING_BIT(POSTERN_BINDING_CHANNEL_KEY);
constexpr uint32_t kAk = POSTERN_BINDING_BIT(POSTERN_BINDING_TPM_AK);

ComponentDescriptor validator(uint32_t out, uint32_t in = 0, std::map<std::string, uint32_t, std::less<>> claims = {},
                              std::map<std::string, uint32_t, std::less<>> needs = {}) {
  ComponentDescriptor made;
  made.kind = POSTERN_KIND_VALIDATOR;
  made.bindings_out = out;
  made.bindings_in = in;
  made.claims_out = std::move(claims);
  made.claims_in = std::move(needs);
  made.evidence = {{"e", "1.2.3"}};
  return made;
}
ComponentDescriptor backend(std::vector<pipeline::FieldDeclaration> fields, uint32_t in = 0,
                            std::map<std::string, uint32_t, std::less<>> needs = {}) {
  ComponentDescriptor made;
  made.kind = POSTERN_KIND_BACKEND;
  made.fields_out = std::move(fields);
  made.bindings_in = in;
  made.claims_in = std::move(needs);
  return made;
}

ComponentDescriptor reader(uint32_t type) {
  ComponentDescriptor made = backend({{"cert", POSTERN_TYPE_BYTES}});
  made.fields_in = {{"ca", type}};
  return made;
}

const std::map<std::string, ComponentDescriptor>& components() {
  static const std::map<std::string, ComponentDescriptor> all{
      {"full", validator(kNonce | kKey | kAk, 0,
                         {{"t.text", POSTERN_TYPE_TEXT}, {"t.number", POSTERN_TYPE_INTEGER}, {"t.raw", POSTERN_TYPE_BYTES},
                          {"t.flag", POSTERN_TYPE_BOOL}})},
      {"ak", validator(kAk)},
      {"nonce", validator(kNonce)},
      {"key", validator(kKey)},
      {"plain", validator(kNonce | kKey)},
      {"unbound", validator(0)},
      {"needs-ak", validator(0, kAk)},
      {"needs-claim", validator(0, kAk, {}, {{"t.number", POSTERN_TYPE_INTEGER}})},
      {"needs-other-type", validator(0, kAk, {}, {{"t.text", POSTERN_TYPE_INTEGER}})},
      {"also-full", validator(kAk, 0, {{"t.text", POSTERN_TYPE_TEXT}})},
      {"key-giver", backend({{"disk_key"}})},
      {"same-giver", backend({{"disk_key"}})},
      {"token-giver", backend({{"token"}})},
      {"claim-user", backend({{"x"}}, 0, {{"t.numbr", POSTERN_TYPE_INTEGER}})},
      {"ak-user", backend({{"x"}}, kAk)},
      {"names-claim", backend({{"x"}})},
      {"maker", backend({{"token", POSTERN_TYPE_TEXT}, {"ca", POSTERN_TYPE_BYTES, true, false, true}})},
      {"maker-too", backend({{"token", POSTERN_TYPE_TEXT}, {"ca", POSTERN_TYPE_BYTES, true, false, true}})},
      {"half-maker", backend({{"token", POSTERN_TYPE_TEXT}})},
      {"reader", reader(POSTERN_TYPE_BYTES)},
      {"text-reader", reader(POSTERN_TYPE_TEXT)},
      {"no-reader", backend({{"cert", POSTERN_TYPE_BYTES}})}};
  return all;
}

}  // namespace

std::string check(const std::string& steps, const std::string& more, const std::string& role) {
  const std::string match = "match = { evidence = \"e\", request = \"join\"" + (role.empty() ? "" : ", role = \"" + role + "\"") + " }";
  const std::string text = "[[pipeline]]\nname = \"p\"\n" + match + "\nsteps = " + steps + "\n" + more;
  config::Diagnostics out;
  Resolved resolved;
  resolved.file = config::read_gate_text(text, "f", config::Purpose::kGate, "", out);
  for (const auto& entry : resolved.file.pipelines)
    for (const auto& step : entry.steps)
      for (const std::string& name : step.instances) {
        const auto found = components().find(name);
        if (found == components().end()) continue;
        ResolvedInstance& made = resolved.instances[name];
        made.spec.component = std::make_shared<ComponentDescriptor>(found->second);
        if (name == "names-claim") made.claims = {{"t.numbr", {"f", 9, 9}}};
      }
  check_pipelines(resolved, out);
  std::string lines;
  for (const auto& diagnostic : out.all()) lines += (lines.empty() ? "" : "\n") + print(diagnostic);
  return lines;
}

}  // namespace postern::gate

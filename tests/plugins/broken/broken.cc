// SPDX-License-Identifier: Apache-2.0
//
// One source, many libraries: each breaks one rule of the contract in what it says about itself (POSTERN_FAULT).

#include <iterator>
#include <stdexcept>
#include <string_view>

#include "postern/plugin.h"

namespace {

enum class Fault {
  kREFUSES, kTHROWS, kNO_COMPONENTS, kMANY_COMPONENTS, kNULL_COMPONENT, kSMALL_COMPONENT, kHUGE_COMPONENT, kBAD_KIND,
  kNO_LIFECYCLE, kNO_FUNCTION, kNO_VALIDATOR, kTWICE, kBAD_ID, kBAD_NAME, kBAD_TYPE, kBAD_THREADING, kBAD_BINDING,
  kTWICE_FIELD, kNULL_ARRAY, kNOT_UTF8, kTWO_NAMES
};
constexpr Fault kFault = POSTERN_FAULT;

postern_bytes raw(std::string_view text) { return {reinterpret_cast<const uint8_t*>(text.data()), text.size()}; }

postern_status accept(postern_call*, postern_bytes) { return POSTERN_OK; }
postern_status make(postern_call*, postern_bytes, postern_instance**) { return POSTERN_INTERNAL; }
postern_status test(postern_call*, postern_instance*) { return POSTERN_OK; }
void end(postern_instance*) {}
postern_status judge(postern_call*, postern_instance*, const postern_evidence*, postern_verdict*) {
  return POSTERN_DENIED;
}

const postern_lifecycle_ops kLifecycle{sizeof(kLifecycle), 0, accept, make, test,
                                       kFault == Fault::kNO_FUNCTION ? nullptr : end};
const postern_validator_ops kValidator{sizeof(kValidator), 0, judge};
const postern_evidence_type kEvidence[] = {{raw(kFault == Fault::kBAD_NAME ? "Broken Type" : "broken"),
                                            raw("1.3.9900.99.3")}};
const postern_claim_decl kClaims[] = {{raw("broken.a"), kFault == Fault::kBAD_TYPE ? 9u : POSTERN_TYPE_TEXT, 0},
                                      {raw(kFault == Fault::kTWO_NAMES ? "broken.a" : "broken.b"), 3, 0}};
const postern_field_decl kFields[] = {{raw("a"), POSTERN_TYPE_TEXT, 0}, {raw("a"), POSTERN_TYPE_BYTES, 0}};

// A component that is right but for the fault.
postern_component component() {
  postern_component made{};
  made.struct_size = kFault == Fault::kSMALL_COMPONENT ? 100 : sizeof(made);
  made.kind = kFault == Fault::kBAD_KIND ? 9 : POSTERN_KIND_VALIDATOR;
  made.id = raw(kFault == Fault::kBAD_ID ? "Bad Id" : "broken");
  made.version = raw(kFault == Fault::kNOT_UTF8 ? "\xff\xfe" : "1.0.0");
  made.threading = kFault == Fault::kBAD_THREADING ? 3 : POSTERN_THREADING_CONCURRENT;
  made.bindings_out = kFault == Fault::kBAD_BINDING ? 1 : POSTERN_BINDING_BIT(POSTERN_BINDING_NONCE);
  made.evidence = kEvidence;
  made.evidence_count = 1;
  made.claims_out = kFault == Fault::kNULL_ARRAY ? nullptr : kClaims;
  made.claims_out_count = std::size(kClaims);
  if (kFault == Fault::kTWICE_FIELD) made.fields_out = kFields, made.fields_out_count = std::size(kFields);
  made.lifecycle = kFault == Fault::kNO_LIFECYCLE ? nullptr : &kLifecycle;
  made.validator = kFault == Fault::kNO_VALIDATOR ? nullptr : &kValidator;
  return made;
}

// From a later minor version: longer than what this host knows, with something in the part that it does not know.
struct LaterComponent {
  postern_component known = component();
  uint64_t unknown[4] = {1, 2, 3, 4};
};

}  // namespace

extern "C" POSTERN_EXPORT postern_status postern_plugin_entry_v1(const postern_host*, postern_library* library) {
  static LaterComponent later;
  static const postern_component* list[2] = {&later.known, &later.known};
  if (kFault == Fault::kTHROWS) throw std::runtime_error("an exception in the entry function");
  if (kFault == Fault::kREFUSES) return POSTERN_UNSUPPORTED;
  if (kFault == Fault::kHUGE_COMPONENT) later.known.struct_size = sizeof(later);
  if (kFault == Fault::kNULL_COMPONENT) list[0] = nullptr;
  library->components = list;
  library->component_count = kFault == Fault::kTWICE ? 2 : 1;
  if (kFault == Fault::kNO_COMPONENTS) library->component_count = 0;
  if (kFault == Fault::kMANY_COMPONENTS) library->component_count = uint64_t{1} << 40;
  return POSTERN_OK;
}

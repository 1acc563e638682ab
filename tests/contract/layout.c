/* SPDX-License-Identifier: Apache-2.0 */
#include "layout.h"

#include <stdio.h>
#include <string.h>

#include "postern/plugin.h"

int check_layout(const layout_entry* entries, size_t count) {
  int wrong = 0;
  for (size_t i = 0; i < count; ++i) {
    if (entries[i].found == entries[i].expected) continue;
    printf("%s: expected %zu, found %zu\n", entries[i].what, entries[i].expected, entries[i].found);
    ++wrong;
  }
  return wrong;
}

static const layout_entry kValues[] = {
    LAYOUT_SIZE(postern_bytes, 16),          LAYOUT_AT(postern_bytes, ptr, 0),
    LAYOUT_AT(postern_bytes, len, 8),        LAYOUT_SIZE(postern_value, 32),
    LAYOUT_AT(postern_value, type, 0),       LAYOUT_AT(postern_value, reserved, 4),
    LAYOUT_AT(postern_value, integer, 8),    LAYOUT_AT(postern_value, bytes, 16),
    LAYOUT_SIZE(postern_field, 64),          LAYOUT_AT(postern_field, name, 0),
    LAYOUT_AT(postern_field, key, 16),       LAYOUT_AT(postern_field, value, 32),
    LAYOUT_SIZE(postern_status, 4),          LAYOUT_SIZE(postern_verdict, 4),
};

static const layout_entry kReason[] = {
    LAYOUT_SIZE(postern_reason, 144),        LAYOUT_AT(postern_reason, struct_size, 0),
    LAYOUT_AT(postern_reason, reserved, 4),  LAYOUT_AT(postern_reason, code, 8),
    LAYOUT_AT(postern_reason, subject, 24),  LAYOUT_AT(postern_reason, expected, 40),
    LAYOUT_AT(postern_reason, observed, 56), LAYOUT_AT(postern_reason, specification, 72),
    LAYOUT_AT(postern_reason, peer_text, 88), LAYOUT_AT(postern_reason, operator_text, 104),
    LAYOUT_AT(postern_reason, retry_after, 120), LAYOUT_AT(postern_reason, details, 128),
};

static const layout_entry kDeclarations[] = {
    LAYOUT_SIZE(postern_claim_decl, 24),     LAYOUT_AT(postern_claim_decl, name, 0),
    LAYOUT_AT(postern_claim_decl, type, 16), LAYOUT_AT(postern_claim_decl, flags, 20),
    LAYOUT_SIZE(postern_field_decl, 24),     LAYOUT_AT(postern_field_decl, name, 0),
    LAYOUT_AT(postern_field_decl, type, 16), LAYOUT_AT(postern_field_decl, flags, 20),
    LAYOUT_SIZE(postern_evidence_type, 32),  LAYOUT_AT(postern_evidence_type, name, 0),
    LAYOUT_AT(postern_evidence_type, oid, 16),
};

static const layout_entry kComponent[] = {
    LAYOUT_SIZE(postern_component, 200),
    LAYOUT_AT(postern_component, struct_size, 0),
    LAYOUT_AT(postern_component, kind, 4),
    LAYOUT_AT(postern_component, id, 8),
    LAYOUT_AT(postern_component, version, 24),
    LAYOUT_AT(postern_component, summary, 40),
    LAYOUT_AT(postern_component, config_schema_json, 56),
    LAYOUT_AT(postern_component, threading, 72),
    LAYOUT_AT(postern_component, bindings_out, 76),
    LAYOUT_AT(postern_component, bindings_in, 80),
    LAYOUT_AT(postern_component, reserved, 84),
    LAYOUT_AT(postern_component, evidence, 88),
    LAYOUT_AT(postern_component, evidence_count, 96),
    LAYOUT_AT(postern_component, claims_out, 104),
    LAYOUT_AT(postern_component, claims_out_count, 112),
    LAYOUT_AT(postern_component, claims_in, 120),
    LAYOUT_AT(postern_component, claims_in_count, 128),
    LAYOUT_AT(postern_component, fields_out, 136),
    LAYOUT_AT(postern_component, fields_out_count, 144),
    LAYOUT_AT(postern_component, lifecycle, 152),
    LAYOUT_AT(postern_component, validator, 160),
    LAYOUT_AT(postern_component, backend, 168),
    LAYOUT_AT(postern_component, issuer, 176),
    LAYOUT_AT(postern_component, fields_in, 184),
    LAYOUT_AT(postern_component, fields_in_count, 192),
};

static const layout_entry kLibrary[] = {
    LAYOUT_SIZE(postern_library, 72),        LAYOUT_AT(postern_library, struct_size, 0),
    LAYOUT_AT(postern_library, abi_minor, 4), LAYOUT_AT(postern_library, name, 8),
    LAYOUT_AT(postern_library, version, 24), LAYOUT_AT(postern_library, license, 40),
    LAYOUT_AT(postern_library, components, 56), LAYOUT_AT(postern_library, component_count, 64),
};

/* Numbers that stand in compiled plugins. */
static const layout_entry kNumbers[] = {
    {"POSTERN_OK", POSTERN_OK, 0},
    {"POSTERN_UNAVAILABLE", POSTERN_UNAVAILABLE, 1000},
    {"POSTERN_DEADLINE_EXCEEDED", POSTERN_DEADLINE_EXCEEDED, 1001},
    {"POSTERN_CANCELLED", POSTERN_CANCELLED, 1002},
    {"POSTERN_EXHAUSTED", POSTERN_EXHAUSTED, 1003},
    {"POSTERN_DENIED", POSTERN_DENIED, 2000},
    {"POSTERN_MISCONFIGURED", POSTERN_MISCONFIGURED, 3000},
    {"POSTERN_NOT_APPLICABLE", POSTERN_NOT_APPLICABLE, 4000},
    {"POSTERN_NOT_FOUND", POSTERN_NOT_FOUND, 4001},
    {"POSTERN_UNSUPPORTED", POSTERN_UNSUPPORTED, 4002},
    {"POSTERN_INTERNAL", POSTERN_INTERNAL, 5000},
    {"POSTERN_CONTRACT", POSTERN_CONTRACT, 5001},
    {"POSTERN_DENY", POSTERN_DENY, 0},
    {"POSTERN_ALLOW", POSTERN_ALLOW, 1},
    {"POSTERN_KIND_VALIDATOR", POSTERN_KIND_VALIDATOR, 1},
    {"POSTERN_KIND_BACKEND", POSTERN_KIND_BACKEND, 2},
    {"POSTERN_KIND_ISSUER", POSTERN_KIND_ISSUER, 3},
    {"POSTERN_THREADING_CONCURRENT", POSTERN_THREADING_CONCURRENT, 0},
    {"POSTERN_THREADING_INSTANCE", POSTERN_THREADING_INSTANCE, 1},
    {"POSTERN_THREADING_LIBRARY", POSTERN_THREADING_LIBRARY, 2},
    {"POSTERN_BINDING_NONCE", POSTERN_BINDING_NONCE, 1},
    {"POSTERN_BINDING_CHANNEL_KEY", POSTERN_BINDING_CHANNEL_KEY, 2},
    {"POSTERN_BINDING_TPM_AK", POSTERN_BINDING_TPM_AK, 3},
    {"POSTERN_TYPE_BOOL", POSTERN_TYPE_BOOL, 1},
    {"POSTERN_TYPE_INTEGER", POSTERN_TYPE_INTEGER, 2},
    {"POSTERN_TYPE_TEXT", POSTERN_TYPE_TEXT, 3},
    {"POSTERN_TYPE_BYTES", POSTERN_TYPE_BYTES, 4},
    {"POSTERN_FIELD_SECRET", POSTERN_FIELD_SECRET, 1},
    {"POSTERN_FIELD_REPEATED", POSTERN_FIELD_REPEATED, 2},
    {"POSTERN_FIELD_INTERNAL", POSTERN_FIELD_INTERNAL, 4},
    {"POSTERN_LOG_DEBUG", POSTERN_LOG_DEBUG, 0},
    {"POSTERN_LOG_ERROR", POSTERN_LOG_ERROR, 3},
};

#define CHECK_TABLE(table) check_layout(table, sizeof(table) / sizeof((table)[0]))

int main(void) {
  int wrong = CHECK_TABLE(kValues) + CHECK_TABLE(kReason) + CHECK_TABLE(kDeclarations);
  wrong += CHECK_TABLE(kComponent) + CHECK_TABLE(kLibrary) + CHECK_TABLE(kNumbers) + layout_of_calls();
  if (strcmp(POSTERN_ENTRY_SYMBOL, "postern_plugin_entry_v1") != 0) {
    printf("entry symbol: expected postern_plugin_entry_v1, found %s\n", POSTERN_ENTRY_SYMBOL);
    ++wrong;
  }
  printf("%d differences\n", wrong);
  return wrong == 0 ? 0 : 1;
}

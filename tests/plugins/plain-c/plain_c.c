/* SPDX-License-Identifier: Apache-2.0
 *
 * A plugin in C99 with nothing but the contract: a validator, a backend and an issuer. The evidence is the nonce
 * and the channel key, one after the other: good for nothing but tests. */

#include <string.h>

#include "postern/plugin.h"

static const postern_host* host;

#define TEXT(literal) {(const uint8_t*)(literal), sizeof(literal) - 1}

static postern_status check_config(postern_call* call, postern_bytes config) {
  static const postern_reason reason = {
      sizeof(postern_reason), 0, TEXT(POSTERN_REASON_MISCONFIGURED), TEXT(""), TEXT(""), TEXT(""), TEXT(""), TEXT(""),
      TEXT("expected an empty table"), 0, TEXT("")};
  if (config.len == 2 && memcmp(config.ptr, "{}", 2) == 0) return POSTERN_OK;
  host->fail(call, &reason);
  return POSTERN_MISCONFIGURED;
}

static postern_status create(postern_call* call, postern_bytes config, postern_instance** out) {
  static int nothing;
  (void)call;
  (void)config;
  *out = (postern_instance*)&nothing;
  return POSTERN_OK;
}

static postern_status self_test(postern_call* call, postern_instance* instance) {
  (void)call;
  (void)instance;
  return POSTERN_OK;
}

static void destroy(postern_instance* instance) { (void)instance; }

static postern_status validate(postern_call* call, postern_instance* instance, const postern_evidence* evidence,
                               postern_verdict* verdict) {
  static const postern_bytes name = TEXT("plain.length");
  postern_value length = {POSTERN_TYPE_INTEGER, 0, 0, {NULL, 0}};
  postern_bytes half = evidence->document;
  (void)instance;
  if (half.len != 64) return POSTERN_DENIED;
  half.len = 32;
  if (host->bind_put(call, POSTERN_BINDING_NONCE, half) != POSTERN_OK) return POSTERN_INTERNAL;
  half.ptr += 32;
  if (host->bind_put(call, POSTERN_BINDING_CHANNEL_KEY, half) != POSTERN_OK) return POSTERN_INTERNAL;
  length.integer = (int64_t)evidence->document.len;
  if (host->claim_put(call, name, &length) != POSTERN_OK) return POSTERN_INTERNAL;
  *verdict = POSTERN_ALLOW;
  return POSTERN_OK;
}

static postern_status contribute(postern_call* call, postern_instance* instance, const postern_request* request) {
  static const postern_field field = {TEXT("greeting"), {NULL, 0}, {POSTERN_TYPE_TEXT, 0, 0, TEXT("hello from C")}};
  (void)instance;
  (void)request;
  return host->emit(call, &field);
}

static postern_status issue(postern_call* call, postern_instance* instance, const postern_challenge* challenge) {
  postern_field field = {TEXT("evidence"), {NULL, 0}, {POSTERN_TYPE_BYTES, 0, 0, {NULL, 0}}};
  uint8_t document[64];
  (void)instance;
  if (challenge->nonce.len != 32 || challenge->channel_key.len != 32) return POSTERN_NOT_APPLICABLE;
  memcpy(document, challenge->nonce.ptr, 32);
  memcpy(document + 32, challenge->channel_key.ptr, 32);
  field.value.bytes.ptr = document;
  field.value.bytes.len = sizeof document;
  return host->emit(call, &field);
}

static const postern_lifecycle_ops lifecycle = {sizeof(postern_lifecycle_ops), 0, check_config, create, self_test,
                                                destroy};
static const postern_validator_ops validator_ops = {sizeof(postern_validator_ops), 0, validate};
static const postern_backend_ops backend_ops = {sizeof(postern_backend_ops), 0, contribute, NULL};
static const postern_issuer_ops issuer_ops = {sizeof(postern_issuer_ops), 0, issue};

static const postern_evidence_type evidence[] = {{TEXT("plain"), TEXT("1.3.9900.99.2")}};
static const postern_claim_decl claims[] = {{TEXT("plain.length"), POSTERN_TYPE_INTEGER, 0}};
static const postern_field_decl greeting[] = {{TEXT("greeting"), POSTERN_TYPE_TEXT, 0}};
static const postern_field_decl document[] = {{TEXT("evidence"), POSTERN_TYPE_BYTES, 0}};

#define BINDINGS (POSTERN_BINDING_BIT(POSTERN_BINDING_NONCE) | POSTERN_BINDING_BIT(POSTERN_BINDING_CHANNEL_KEY))

static const postern_component validator = {
    sizeof(postern_component), POSTERN_KIND_VALIDATOR, TEXT("plain-validator"), TEXT("1.0.0"), TEXT("Believes echoes"),
    TEXT("{\"type\": \"object\", \"additionalProperties\": false}"), POSTERN_THREADING_CONCURRENT, BINDINGS, 0, 0,
    evidence, 1, claims, 1, NULL, 0, NULL, 0, &lifecycle, &validator_ops, NULL, NULL, NULL, 0};
static const postern_component backend = {
    sizeof(postern_component), POSTERN_KIND_BACKEND, TEXT("plain-backend"), TEXT("1.0.0"), TEXT("Says hello"),
    TEXT("{\"type\": \"object\", \"additionalProperties\": false}"), POSTERN_THREADING_LIBRARY, 0, 0, 0,
    NULL, 0, NULL, 0, NULL, 0, greeting, 1, &lifecycle, NULL, &backend_ops, NULL, NULL, 0};
static const postern_component issuer = {
    sizeof(postern_component), POSTERN_KIND_ISSUER, TEXT("plain-issuer"), TEXT("1.0.0"), TEXT("Echoes"),
    TEXT("{\"type\": \"object\", \"additionalProperties\": false}"), POSTERN_THREADING_INSTANCE, 0, 0, 0,
    evidence, 1, NULL, 0, NULL, 0, document, 1, &lifecycle, NULL, NULL, &issuer_ops, NULL, 0};
static const postern_component* const components[] = {&validator, &backend, &issuer};

postern_status postern_plugin_entry_v1(const postern_host* given, postern_library* library) {
  static const postern_bytes name = TEXT("plain-c");
  static const postern_bytes version = TEXT("1.0.0");
  static const postern_bytes license = TEXT("Apache-2.0");
  if (given->struct_size < sizeof(postern_host)) return POSTERN_UNSUPPORTED;
  host = given;
  library->abi_minor = POSTERN_ABI_MINOR;
  library->name = name;
  library->version = version;
  library->license = license;
  library->components = components;
  library->component_count = sizeof components / sizeof components[0];
  return POSTERN_OK;
}

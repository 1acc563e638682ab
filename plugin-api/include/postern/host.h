/* SPDX-License-Identifier: Apache-2.0 */
#ifndef POSTERN_HOST_H_
#define POSTERN_HOST_H_

#include "postern/reason.h"
#include "postern/status.h"
#include "postern/value.h"

POSTERN_EXTERN_C_BEGIN

/* Bindings: what the evidence was proven to be tied to. Numbers 1 to 31; others are refused. */
#define POSTERN_BINDING_NONCE 1u       /* the verifier's nonce, as many bytes as the host gave (32) */
#define POSTERN_BINDING_CHANNEL_KEY 2u /* SHA-256 of the DER SubjectPublicKeyInfo of the TLS key, 32 bytes */
#define POSTERN_BINDING_TPM_AK 3u      /* TPM Name of the attestation key (TPM 2.0 Part 1, 16): nameAlg, then digest */
#define POSTERN_BINDING_BIT(kind) (1u << (kind))

#define POSTERN_LOG_DEBUG 0u
#define POSTERN_LOG_INFO 1u
#define POSTERN_LOG_WARN 2u
#define POSTERN_LOG_ERROR 3u

/* postern_fetch: one HTTPS request to be made by the host. Growable. The host refuses addresses outside the
 * configured allow-list, follows no redirect to another host, and applies the deadline of the call. */
typedef struct postern_fetch {
  uint32_t struct_size;
  uint32_t method;         /* 0 GET, 1 POST */
  postern_bytes url;       /* absolute; https, or http for link-local metadata services that are allowed by name */
  postern_bytes headers;   /* lines "Name: value" separated by \n, or empty */
  postern_bytes body;      /* POST only */
  uint64_t max_bytes;      /* longest acceptable answer; at most 4 MiB */
  uint32_t keep;           /* POSTERN_FETCH_KEEP_* */
  uint32_t reserved;       /* 0 */
} postern_fetch;

/* Whether the host may keep an answer and give it to later requests for the same URL. NEVER for whatever a credential
 * was sent for or that is about one machine's present state. PUBLIC for collateral that is the same for everybody and
 * proves itself by a signature (certificates, revocation lists, key sets): the host then answers from its cache as
 * its configuration says, also when the source does not answer. PUBLIC requests are GET without body. RECORD for an
 * answer that holds no secret but is about one machine: it is given to this call alone, and kept beside the decision
 * record when the operator keeps evidence, so that the verdict can be judged again. */
#define POSTERN_FETCH_KEEP_NEVER 0u
#define POSTERN_FETCH_KEEP_PUBLIC 1u
#define POSTERN_FETCH_KEEP_RECORD 2u

/* postern_host: the services of the host. Growable; lives as long as the process. Every function may be called from
 * any thread during the call whose handle it is given, and only fetch, secret_get and effect_put block. Every function
 * tolerates a call whose deadline has passed: it then has no effect and answers POSTERN_CANCELLED. */
typedef struct postern_host {
  uint32_t struct_size;
  uint32_t abi_minor;

  /* log: one line for the operator, stamped with component and request. Never pass a secret. */
  void (*log)(postern_call* call, uint32_t level, postern_bytes text);

  /* now: the time at which to judge, in nanoseconds since 1970-01-01T00:00:00Z. Plugins use no other clock for
   * verdicts, so that a verdict can be reproduced. */
  int64_t (*now)(postern_call* call);

  /* remaining: nanoseconds until the deadline of this call; 0 when it has passed. */
  int64_t (*remaining)(postern_call* call);

  /* cancelled: 1 when the host no longer wants the result, else 0. Poll it in loops. */
  uint32_t (*cancelled)(postern_call* call);

  /* fail: records why this call is about to return a status other than POSTERN_OK. The last one counts. */
  postern_status (*fail)(postern_call* call, const postern_reason* reason);

  /* claim_put: states a claim that this step proved. Write-once per name and chain; the name and type must be
   * declared by the component. Becomes visible to later steps only if this step allows.
   * Errors: POSTERN_CONTRACT (undeclared, wrong type, second write, too long). Longest value: 64 KiB. */
  postern_status (*claim_put)(postern_call* call, postern_bytes name, const postern_value* value);

  /* claim_get: reads a claim that an earlier step of the chain proved. *out points into memory that lives until the
   * call ends. Errors: POSTERN_NOT_FOUND. */
  postern_status (*claim_get)(postern_call* call, postern_bytes name, postern_value* out);

  /* bind_put: reports the value to which the evidence is proven to be bound (POSTERN_BINDING_*). Where a format
   * shows only a hash over the value, report the value from which that hash was recomputed, never the expectation.
   * The host compares with its own expectation in constant time. Errors: POSTERN_CONTRACT. */
  postern_status (*bind_put)(postern_call* call, uint32_t kind, postern_bytes value);

  /* bind_get: reads a binding that an earlier step of the chain proved. Errors: POSTERN_NOT_FOUND. */
  postern_status (*bind_get)(postern_call* call, uint32_t kind, postern_bytes* out);

  /* emit: backends add a field to the ticket, issuers give back their document under the name "evidence". The name
   * must be declared in fields_out. The host copies the value into memory that it wipes. Longest value: 1 MiB.
   * Errors: POSTERN_CONTRACT (undeclared, wrong type, second value of a field that is not repeated). */
  postern_status (*emit)(postern_call* call, const postern_field* field);

  /* effect_put: announces something that the backend is about to create outside (a token in a cluster), before it
   * does. When a later step fails, the host gives these bytes to revoke. At most 4 KiB; never a secret. */
  postern_status (*effect_put)(postern_call* call, postern_bytes effect);

  /* secret_get: the current content of the secret that the configuration calls by this name; *out lives until the
   * call ends and is wiped then. Read on every call, so that a rotated file takes effect.
   * Errors: POSTERN_NOT_FOUND, POSTERN_MISCONFIGURED (unreadable, or readable by others). */
  postern_status (*secret_get)(postern_call* call, postern_bytes name, postern_bytes* out);

  /* fetch: makes a request through the host's collateral service; *out lives until the call ends. When it fails *out
   * is one line of text for the operator that says why, and lives as long.
   * Errors: POSTERN_UNAVAILABLE, POSTERN_DEADLINE_EXCEEDED, POSTERN_MISCONFIGURED (address not allowed),
   * POSTERN_EXHAUSTED (answer too long). */
  postern_status (*fetch)(postern_call* call, const postern_fetch* request, postern_bytes* out);

  /* secure_alloc: size bytes of zeroed memory that is kept out of swap and core files where the system allows, or
   * NULL. secure_free wipes and releases it; size is the size that was asked for. Any thread, any time. */
  void* (*secure_alloc)(uint64_t size);
  void (*secure_free)(void* memory, uint64_t size);

  /* metric_add, metric_observe: add to a counter, or record a value (seconds, bytes) in a histogram. The host prefixes
   * the name with the plugin's and labels it with the instance. Name: [a-z][a-z0-9_]*, at most 64 bytes. */
  void (*metric_add)(postern_call* call, postern_bytes name, double amount);
  void (*metric_observe)(postern_call* call, postern_bytes name, double value);

  /* extension: a table of functions that is not part of this struct, named by id and revision ("vendor.thing/1"),
   * or NULL. Lives as long as the process. */
  const void* (*extension)(postern_bytes id);

  /* field_get: in contribute, reads what an earlier step of the same request emitted under this name, internal fields
   * included; the name must be declared in fields_in. *out points into memory that lives until the call ends and is
   * wiped then. Of a repeated field it is the first value.
   * Errors: POSTERN_NOT_FOUND (no earlier step emitted it), POSTERN_CONTRACT (undeclared). */
  postern_status (*field_get)(postern_call* call, postern_bytes name, postern_value* out);
} postern_host;

POSTERN_STATIC_ASSERT(sizeof(postern_fetch) == 72, fetch_size);
POSTERN_STATIC_ASSERT(offsetof(postern_fetch, max_bytes) == 56, fetch_max_bytes);
POSTERN_STATIC_ASSERT(offsetof(postern_fetch, keep) == 64, fetch_keep);
POSTERN_STATIC_ASSERT(offsetof(postern_host, log) == 8, host_log);
POSTERN_STATIC_ASSERT(offsetof(postern_host, fail) == 40, host_fail);
POSTERN_STATIC_ASSERT(offsetof(postern_host, emit) == 80, host_emit);
POSTERN_STATIC_ASSERT(offsetof(postern_host, extension) == 144, host_extension);
POSTERN_STATIC_ASSERT(offsetof(postern_host, field_get) == 152, host_field_get);
POSTERN_STATIC_ASSERT(sizeof(postern_host) == 160, host_size);

POSTERN_EXTERN_C_END

#endif /* POSTERN_HOST_H_ */

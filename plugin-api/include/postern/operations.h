/* SPDX-License-Identifier: Apache-2.0 */
#ifndef POSTERN_OPERATIONS_H_
#define POSTERN_OPERATIONS_H_

#include "postern/host.h"

POSTERN_EXTERN_C_BEGIN

/* postern_lifecycle_ops: what every component can do, in the order in which the host calls it. Growable; static.
 *
 *   check_config → create → self_test → (validate | contribute, revoke | issue)* → destroy
 *
 * An instance is never configured anew: a new configuration gets new instances, and the old ones are destroyed when
 * their last call has returned. Each function may be called from any thread; calls on one instance overlap only as
 * far as the component's threading allows. */
typedef struct postern_lifecycle_ops {
  uint32_t struct_size;
  uint32_t reserved; /* 0 */

  /* check_config: says whether the configuration (a JSON object, UTF-8) is acceptable. Pure: no input, no output, no
   * secrets. Answers POSTERN_MISCONFIGURED with a reason whose subject is the JSON pointer of the offending key. */
  postern_status (*check_config)(postern_call* call, postern_bytes config_json);

  /* create: makes an instance and stores it in *out; *out is not NULL if and only if the status is POSTERN_OK. */
  postern_status (*create)(postern_call* call, postern_bytes config_json, postern_instance** out);

  /* self_test: says whether the instance can do its work now (secrets readable, key service reachable). */
  postern_status (*self_test)(postern_call* call, postern_instance* instance);

  /* destroy: ends the instance; called exactly once, after its last call has returned. Cannot fail. */
  void (*destroy)(postern_instance* instance);
} postern_lifecycle_ops;

/* postern_evidence: what a validator is asked to judge. Growable. Everything in it but document and type is the
 * host's own expectation; a validator reports what it found through bind_put and need not compare. */
typedef struct postern_evidence {
  uint32_t struct_size;
  uint32_t reserved;
  postern_bytes type;        /* name of the evidence type, e.g. "qemu-vtpm" */
  postern_bytes document;    /* as the peer sent it; not trusted */
  postern_bytes nonce;       /* the nonce that this gate gave to this connection, 32 bytes */
  postern_bytes channel_key; /* SHA-256 of the DER SubjectPublicKeyInfo of the peer's TLS key, 32 bytes */
} postern_evidence;

/* postern_validator_ops: judges evidence. Growable; static. */
typedef struct postern_validator_ops {
  uint32_t struct_size;
  uint32_t reserved;

  /* validate: sets *verdict, which the host has set to POSTERN_DENY. Allow counts only with POSTERN_OK; a refusal is
   * POSTERN_DENIED with a reason. A function of (evidence, claims and bindings of earlier steps, configuration, now,
   * fetched collateral) and of nothing else: the same input gives the same verdict. */
  postern_status (*validate)(postern_call* call, postern_instance* instance, const postern_evidence* evidence,
                             postern_verdict* verdict);
} postern_validator_ops;

/* postern_request: what a verified peer asks for. Growable. Names and values of fields are the peer's and not
 * trusted beyond what the host has checked: UTF-8, sizes, and for disk_uuid that it is a UUID (RFC 9562, 4). */
typedef struct postern_request {
  uint32_t struct_size;
  uint32_t reserved;
  postern_bytes kind;           /* "join", "rejoin", or a kind that the pipeline file names */
  postern_bytes role;           /* the role that policy granted: "worker", "control-plane"; empty when roles do not apply */
  postern_bytes request_id;     /* for logs; printable, at most 64 bytes */
  const postern_field* fields;  /* what was asked, in the order of the wire */
  uint64_t field_count;
  const postern_bytes* wanted;  /* names of the ticket fields that this request can carry; emit no other */
  uint64_t wanted_count;
} postern_request;

/* postern_backend_ops: contributes fields to a ticket. Growable; static. */
typedef struct postern_backend_ops {
  uint32_t struct_size;
  uint32_t reserved;

  /* contribute: emits this component's fields. POSTERN_UNAVAILABLE and the other retryable statuses let the host try
   * an alternative; POSTERN_DENIED ends the request. */
  postern_status (*contribute)(postern_call* call, postern_instance* instance, const postern_request* request);

  /* revoke: undoes what effect_put announced. Idempotent; the thing may never have been created. NULL when the
   * component creates nothing outside. */
  postern_status (*revoke)(postern_call* call, postern_instance* instance, postern_bytes effect);
} postern_backend_ops;

/* postern_challenge: what a verifier asks an issuer to attest. Growable. */
typedef struct postern_challenge {
  uint32_t struct_size;
  uint32_t reserved;
  postern_bytes type;        /* evidence type that is wanted */
  postern_bytes nonce;       /* the verifier's nonce */
  postern_bytes channel_key; /* SHA-256 of the DER SubjectPublicKeyInfo of the TLS key to be bound */
} postern_challenge;

/* postern_issuer_ops: makes evidence on a node. Growable; static. */
typedef struct postern_issuer_ops {
  uint32_t struct_size;
  uint32_t reserved;

  /* issue: emits the document as the field "evidence" of type BYTES. */
  postern_status (*issue)(postern_call* call, postern_instance* instance, const postern_challenge* challenge);
} postern_issuer_ops;

POSTERN_STATIC_ASSERT(sizeof(postern_lifecycle_ops) == 40, lifecycle_ops_size);
POSTERN_STATIC_ASSERT(offsetof(postern_lifecycle_ops, destroy) == 32, lifecycle_ops_destroy);
POSTERN_STATIC_ASSERT(sizeof(postern_evidence) == 72, evidence_size);
POSTERN_STATIC_ASSERT(offsetof(postern_evidence, channel_key) == 56, evidence_channel_key);
POSTERN_STATIC_ASSERT(sizeof(postern_validator_ops) == 16, validator_ops_size);
POSTERN_STATIC_ASSERT(sizeof(postern_request) == 88, request_size);
POSTERN_STATIC_ASSERT(offsetof(postern_request, wanted_count) == 80, request_wanted_count);
POSTERN_STATIC_ASSERT(sizeof(postern_backend_ops) == 24, backend_ops_size);
POSTERN_STATIC_ASSERT(sizeof(postern_challenge) == 56, challenge_size);
POSTERN_STATIC_ASSERT(sizeof(postern_issuer_ops) == 16, issuer_ops_size);

POSTERN_EXTERN_C_END

#endif /* POSTERN_OPERATIONS_H_ */

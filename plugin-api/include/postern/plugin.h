/* SPDX-License-Identifier: Apache-2.0 */
#ifndef POSTERN_PLUGIN_H_
#define POSTERN_PLUGIN_H_

/* The one header that a plugin includes: what a library says about itself, and its one exported function. */

#include "postern/operations.h"

POSTERN_EXTERN_C_BEGIN

#define POSTERN_KIND_VALIDATOR 1u
#define POSTERN_KIND_BACKEND 2u
#define POSTERN_KIND_ISSUER 3u

/* Threading: how far calls on instances of a component may overlap. The host honours it; it never gets stricter in
 * a later version of a component without a new id. */
#define POSTERN_THREADING_CONCURRENT 0u /* any number of calls at once */
#define POSTERN_THREADING_INSTANCE 1u   /* one call at a time per instance */
#define POSTERN_THREADING_LIBRARY 2u    /* one call at a time in the whole library */

/* postern_claim_decl: a claim that a component can state, or needs. Frozen. */
typedef struct postern_claim_decl {
  postern_bytes name; /* dotted, lower case: "tpm.ak.name" */
  uint32_t type;      /* POSTERN_TYPE_* */
  uint32_t flags;     /* 0 */
} postern_claim_decl;

/* postern_field_decl: a ticket field that a backend can produce. Frozen. */
typedef struct postern_field_decl {
  postern_bytes name;
  uint32_t type;  /* POSTERN_TYPE_* */
  uint32_t flags; /* POSTERN_FIELD_* */
} postern_field_decl;
#define POSTERN_FIELD_SECRET 1u   /* never shown unless asked for */
#define POSTERN_FIELD_REPEATED 2u /* may be emitted several times */
#define POSTERN_FIELD_INTERNAL 4u /* for later steps of the same request only; never leaves the gate */

/* postern_evidence_type: a kind of evidence. Frozen. */
typedef struct postern_evidence_type {
  postern_bytes name; /* "qemu-vtpm" */
  postern_bytes oid;  /* dotted decimal OID of the X.509 extension that carries it: "1.3.9900.5.1" */
} postern_evidence_type;

/* postern_component: one validator, backend or issuer. Growable; static.
 *
 * Marks in the schema's top-level properties make the host prepare values, so that a component needs no file access
 * for its configuration: "x-postern-file": "toml" replaces the name of a TOML file (or each name in a list) by the
 * content of that file, "x-postern-file": "text" by the file's text, and "x-postern-path": true makes a path absolute.
 * All are relative to the folder of the configuration file. "x-postern-url": true says that the value (or the
 * property's default, when it is absent) is the URL of a service that the component fetches from, or "none": the
 * host shows these addresses to the operator and refuses a configuration whose hosts may not be contacted.
 * "x-postern-claim": true says that the value is the name of a claim, of any type, which the component reads and
 * cannot work without: the host refuses a pipeline in which no earlier step proves it. */
typedef struct postern_component {
  uint32_t struct_size;
  uint32_t kind;                    /* POSTERN_KIND_* */
  postern_bytes id;                 /* [a-z][a-z0-9-]*, unique per kind in the library */
  postern_bytes version;            /* of the component, for records */
  postern_bytes summary;            /* one line for people */
  postern_bytes config_schema_json; /* JSON Schema (draft 2020-12) of the configuration object; see below */
  uint32_t threading;               /* POSTERN_THREADING_* */
  uint32_t bindings_out;            /* POSTERN_BINDING_BITs that a validator proves whenever it allows */
  uint32_t bindings_in;             /* POSTERN_BINDING_BITs that an earlier step must have proven */
  uint32_t reserved;                /* 0 */
  const postern_evidence_type* evidence; /* validators and issuers: what they judge or make */
  uint64_t evidence_count;
  const postern_claim_decl* claims_out;
  uint64_t claims_out_count;
  const postern_claim_decl* claims_in; /* claims without which this component cannot work */
  uint64_t claims_in_count;
  const postern_field_decl* fields_out;
  uint64_t fields_out_count;
  const postern_lifecycle_ops* lifecycle;
  const postern_validator_ops* validator; /* the one of its kind; the other two NULL */
  const postern_backend_ops* backend;
  const postern_issuer_ops* issuer;
  const postern_field_decl* fields_in; /* fields of earlier steps without which this backend cannot work; flags 0 */
  uint64_t fields_in_count;
} postern_component;

/* postern_library: what a plugin library contains. Growable. The host sets struct_size and zeroes the rest; the
 * library fills it in, no further than struct_size. Everything it points to is static. */
typedef struct postern_library {
  uint32_t struct_size;
  uint32_t abi_minor; /* POSTERN_ABI_MINOR of the headers that the library was built with */
  postern_bytes name;
  postern_bytes version;
  postern_bytes license; /* SPDX expression */
  const postern_component* const* components;
  uint64_t component_count; /* 1 to 64 */
} postern_library;

/* postern_plugin_entry_v1: the only symbol that a plugin exports. Called once, on one thread, before anything else;
 * host lives as long as the process. Answers POSTERN_OK, or another status when this library cannot work with this
 * host, which then does not load it. A new major version of the contract has another symbol name. */
POSTERN_EXPORT postern_status postern_plugin_entry_v1(const postern_host* host, postern_library* library);
#define POSTERN_ENTRY_SYMBOL "postern_plugin_entry_v1"
#define POSTERN_ENTRY_PREFIX "postern_plugin_entry_v"

POSTERN_STATIC_ASSERT(sizeof(postern_claim_decl) == 24, claim_decl_size);
POSTERN_STATIC_ASSERT(sizeof(postern_field_decl) == 24, field_decl_size);
POSTERN_STATIC_ASSERT(sizeof(postern_evidence_type) == 32, evidence_type_size);
POSTERN_STATIC_ASSERT(sizeof(postern_component) == 200, component_size);
POSTERN_STATIC_ASSERT(offsetof(postern_component, threading) == 72, component_threading);
POSTERN_STATIC_ASSERT(offsetof(postern_component, evidence) == 88, component_evidence);
POSTERN_STATIC_ASSERT(offsetof(postern_component, lifecycle) == 152, component_lifecycle);
POSTERN_STATIC_ASSERT(offsetof(postern_component, issuer) == 176, component_issuer);
POSTERN_STATIC_ASSERT(offsetof(postern_component, fields_in) == 184, component_fields_in);
POSTERN_STATIC_ASSERT(sizeof(postern_library) == 72, library_size);
POSTERN_STATIC_ASSERT(offsetof(postern_library, component_count) == 64, library_component_count);

POSTERN_EXTERN_C_END

#endif /* POSTERN_PLUGIN_H_ */

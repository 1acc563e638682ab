/* SPDX-License-Identifier: Apache-2.0 */
#ifndef POSTERN_REASON_H_
#define POSTERN_REASON_H_

#include "postern/abi.h"

POSTERN_EXTERN_C_BEGIN

/* postern_reason: why a call did not succeed. Growable. Given to postern_host.fail, which copies it.
 * Only code is required. expected and observed are short printable forms ("8.115", hex of at most 64 bytes); neither
 * may hold a secret. details are further lines for the operator, separated by \n, such as the events that extended a
 * PCR; the host keeps the first 64 lines of 1 KiB each. peer_text is sent to the machine that was refused and must not help an attacker;
 * operator_text goes to the log and the decision record. */
typedef struct postern_reason {
  uint32_t struct_size;
  uint32_t reserved;           /* 0 */
  postern_bytes code;          /* stable, [A-Z][A-Z0-9_]*, e.g. POSTERN_REASON_PCR_MISMATCH; a vendor prefixes its own */
  postern_bytes subject;       /* the claim, or for a configuration error the JSON pointer of the key (RFC 6901) */
  postern_bytes expected;
  postern_bytes observed;
  postern_bytes specification; /* document, revision, section that asks for the check */
  postern_bytes peer_text;
  postern_bytes operator_text;
  int64_t retry_after;         /* with a retryable status: nanoseconds after which to ask again; 0 when not known */
  postern_bytes details;       /* lines, or empty */
} postern_reason;

/* Codes that the host and the plugins of this project use. */
#define POSTERN_REASON_NONCE_MISMATCH "NONCE_MISMATCH"             /* evidence was made for another connection */
#define POSTERN_REASON_CHANNEL_MISMATCH "CHANNEL_MISMATCH"         /* evidence belongs to another TLS key */
#define POSTERN_REASON_BINDING_MISSING "BINDING_MISSING"           /* a validator allowed without proving a binding */
#define POSTERN_REASON_BINDING_MISMATCH "BINDING_MISMATCH"         /* two steps proved different attestation keys */
#define POSTERN_REASON_CERTIFICATE_MISSING "CERTIFICATE_MISSING"   /* no TLS client certificate */
#define POSTERN_REASON_CERTIFICATE_INVALID "CERTIFICATE_INVALID"   /* not self-signed, or unreadable */
#define POSTERN_REASON_CERTIFICATE_EXPIRED "CERTIFICATE_EXPIRED"   /* outside its validity */
#define POSTERN_REASON_EVIDENCE_MISSING "EVIDENCE_MISSING"         /* no extension with a known evidence type */
#define POSTERN_REASON_EVIDENCE_TOO_LARGE "EVIDENCE_TOO_LARGE"     /* above the configured limit */
#define POSTERN_REASON_EVIDENCE_MALFORMED "EVIDENCE_MALFORMED"     /* cannot be parsed */
#define POSTERN_REASON_AK_UNTRUSTED "AK_UNTRUSTED"                 /* attestation key is not one that is trusted */
#define POSTERN_REASON_AK_UNSUITABLE "AK_UNSUITABLE"               /* key lacks the attributes of an attestation key */
#define POSTERN_REASON_SIGNATURE_INVALID "SIGNATURE_INVALID"       /* a signature does not verify */
#define POSTERN_REASON_QUOTE_INVALID "QUOTE_INVALID"               /* magic, type or structure of a quote is wrong */
#define POSTERN_REASON_QUOTE_MISSING "QUOTE_MISSING"               /* no quote of the required bank */
#define POSTERN_REASON_QUOTE_DUPLICATE "QUOTE_DUPLICATE"           /* several quotes of one bank */
#define POSTERN_REASON_PCR_SELECTION "PCR_SELECTION"               /* quote covers other PCRs than it must */
#define POSTERN_REASON_PCR_DIGEST_MISMATCH "PCR_DIGEST_MISMATCH"   /* PCR values are not the quoted ones */
#define POSTERN_REASON_PCR_MISMATCH "PCR_MISMATCH"                 /* a measurement is not the expected one */
#define POSTERN_REASON_MEASUREMENTS_EXPIRED "MEASUREMENTS_EXPIRED" /* no measurement set is valid at this time */
#define POSTERN_REASON_EVENT_LOG_MALFORMED "EVENT_LOG_MALFORMED"   /* event log cannot be parsed */
#define POSTERN_REASON_EVENT_LOG_MISMATCH "EVENT_LOG_MISMATCH"     /* event log does not replay to the quoted PCRs */
#define POSTERN_REASON_REPORT_MALFORMED "REPORT_MALFORMED"         /* a hardware report or its envelope cannot be parsed */
#define POSTERN_REASON_REPORT_VERSION "REPORT_VERSION"             /* a hardware report of a version that is not known */
#define POSTERN_REASON_REPORT_DATA_MISMATCH "REPORT_DATA_MISMATCH" /* REPORT_DATA is not what it must be bound to */
#define POSTERN_REASON_CHAIN_INVALID "CHAIN_INVALID"               /* a certificate is not what its issuer signed, or has another role */
#define POSTERN_REASON_ROOT_UNTRUSTED "ROOT_UNTRUSTED"             /* a chain ends at a root that is not pinned */
#define POSTERN_REASON_CERTIFICATE_REVOKED "CERTIFICATE_REVOKED"   /* on the revocation list */
#define POSTERN_REASON_CRL_INVALID "CRL_INVALID"                   /* revocation list is not signed by its issuer, or unreadable */
#define POSTERN_REASON_CRL_STALE "CRL_STALE"                       /* revocation list is too old, from the future or without an end */
#define POSTERN_REASON_PRODUCT_MISMATCH "PRODUCT_MISMATCH"         /* report, certificate and root speak of different products */
#define POSTERN_REASON_TCB_MISMATCH "TCB_MISMATCH"                 /* the report's TCB is not the one in its certificate */
#define POSTERN_REASON_CHIP_MISMATCH "CHIP_MISMATCH"               /* the report is of another chip than its certificate */
#define POSTERN_REASON_TCB_TOO_LOW "TCB_TOO_LOW"                   /* a TCB component is below the minimum */
#define POSTERN_REASON_TCB_INCONSISTENT "TCB_INCONSISTENT"         /* the TCBs of one report contradict each other, or firmware is provisional */
#define POSTERN_REASON_GUEST_POLICY "GUEST_POLICY"                 /* debug, migration, SMT or another flag is not allowed */
#define POSTERN_REASON_VMPL "VMPL"                                 /* report of another privilege level */
#define POSTERN_REASON_LAUNCH_MISMATCH "LAUNCH_MISMATCH"           /* launch measurement or host data is not an expected one */
#define POSTERN_REASON_ID_KEY_MISMATCH "ID_KEY_MISMATCH"           /* id-key or author-key digest is not an expected one */
#define POSTERN_REASON_GUEST_SVN_TOO_LOW "GUEST_SVN_TOO_LOW"       /* guest SVN is below the minimum */
#define POSTERN_REASON_TOKEN_INVALID "TOKEN_INVALID"               /* a signed token (JWT) does not verify or says something else */
#define POSTERN_REASON_INSTANCE_NOT_ALLOWED "INSTANCE_NOT_ALLOWED" /* machine of a project, zone or name that is not allowed */
#define POSTERN_REASON_PLATFORM_MISMATCH "PLATFORM_MISMATCH"       /* firmware or confidential technology is not the expected one */
#define POSTERN_REASON_COLLATERAL_UNAVAILABLE "COLLATERAL_UNAVAILABLE" /* certificates or keys that are needed cannot be fetched */
#define POSTERN_REASON_COLLATERAL_INVALID "COLLATERAL_INVALID"     /* what was fetched cannot be used */
#define POSTERN_REASON_POLICY_UNSATISFIED "POLICY_UNSATISFIED"     /* a condition of the pipeline is not met */
#define POSTERN_REASON_NO_PIPELINE "NO_PIPELINE"                   /* no pipeline answers this request */
#define POSTERN_REASON_REQUEST_INVALID "REQUEST_INVALID"           /* a request field is missing or malformed */
#define POSTERN_REASON_BACKEND_UNAVAILABLE "BACKEND_UNAVAILABLE"   /* a backend does not answer */
#define POSTERN_REASON_BACKEND_REFUSED "BACKEND_REFUSED"           /* a backend's service refused the gate */
#define POSTERN_REASON_TICKET_INCOMPLETE "TICKET_INCOMPLETE"       /* a promised ticket field was not produced */
#define POSTERN_REASON_TIMEOUT "TIMEOUT"                           /* a step did not finish in time */
#define POSTERN_REASON_OVERLOADED "OVERLOADED"                     /* a limit of the gate is reached */
#define POSTERN_REASON_PLUGIN_FAULT "PLUGIN_FAULT"                 /* a plugin broke the contract or threw */
#define POSTERN_REASON_MISCONFIGURED "MISCONFIGURED"               /* configuration or surroundings are wrong */
#define POSTERN_REASON_SECRET_UNREADABLE "SECRET_UNREADABLE"       /* a named secret is missing or not private */

POSTERN_STATIC_ASSERT(offsetof(postern_reason, code) == 8, reason_code);
POSTERN_STATIC_ASSERT(offsetof(postern_reason, operator_text) == 104, reason_operator_text);
POSTERN_STATIC_ASSERT(offsetof(postern_reason, retry_after) == 120, reason_retry_after);
POSTERN_STATIC_ASSERT(offsetof(postern_reason, details) == 128, reason_details);
POSTERN_STATIC_ASSERT(sizeof(postern_reason) == 144, reason_size);

POSTERN_EXTERN_C_END

#endif /* POSTERN_REASON_H_ */

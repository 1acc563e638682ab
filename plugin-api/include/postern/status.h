/* SPDX-License-Identifier: Apache-2.0 */
#ifndef POSTERN_STATUS_H_
#define POSTERN_STATUS_H_

#include "postern/abi.h"

POSTERN_EXTERN_C_BEGIN

/* postern_status: whether a call worked. 0 is success; otherwise code / 1000 is the class, and the class alone
 * decides what the host does. A class that the host does not know, or a negative number, counts as internal. */
typedef int32_t postern_status;

#define POSTERN_OK 0

/* Class 1, retryable: the same call may succeed later. The only class for which an alternative step is tried. */
#define POSTERN_UNAVAILABLE 1000       /* a service that is needed does not answer */
#define POSTERN_DEADLINE_EXCEEDED 1001 /* the call's time was used up */
#define POSTERN_CANCELLED 1002         /* the host cancelled the call */
#define POSTERN_EXHAUSTED 1003         /* a limit is reached: memory, connections, request budget */

/* Class 2, denied: the request was judged and refused; trying again with the same input cannot help. */
#define POSTERN_DENIED 2000

/* Class 3, misconfigured: the operator must change the configuration or its surroundings. */
#define POSTERN_MISCONFIGURED 3000

/* Class 4, not applicable: this component has nothing to say to this input, or the host lacks the service. */
#define POSTERN_NOT_APPLICABLE 4000
#define POSTERN_NOT_FOUND 4001   /* the named claim, binding, secret or field does not exist (yet) */
#define POSTERN_UNSUPPORTED 4002 /* this host does not offer the service or the extension */

/* Class 5, internal: a defect, in the plugin or in the host. */
#define POSTERN_INTERNAL 5000
#define POSTERN_CONTRACT 5001 /* the caller broke a rule of this contract; the message in the log says which */

#define POSTERN_STATUS_CLASS(status) ((status) / 1000)
#define POSTERN_CLASS_OK 0
#define POSTERN_CLASS_RETRYABLE 1
#define POSTERN_CLASS_DENIED 2
#define POSTERN_CLASS_MISCONFIGURED 3
#define POSTERN_CLASS_NOT_APPLICABLE 4
#define POSTERN_CLASS_INTERNAL 5

/* postern_verdict: what a validator decided. Zeroed memory denies; it counts only together with POSTERN_OK; any
 * other value is a refusal. */
typedef uint32_t postern_verdict;
#define POSTERN_DENY 0u
#define POSTERN_ALLOW 1u

POSTERN_EXTERN_C_END

#endif /* POSTERN_STATUS_H_ */

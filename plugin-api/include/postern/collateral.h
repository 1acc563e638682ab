/* SPDX-License-Identifier: Apache-2.0 */
#ifndef POSTERN_COLLATERAL_H_
#define POSTERN_COLLATERAL_H_

#include "postern/status.h"

POSTERN_EXTERN_C_BEGIN

/* postern_collateral: an extension for plugins that fetch public collateral; a host may lack it.
 * postern_host.extension gives it under this id. */
#define POSTERN_COLLATERAL_EXTENSION "postern.collateral/1"

typedef struct postern_collateral {
  uint32_t struct_size;
  uint32_t reserved; /* 0 */

  /* reject: says that page, which fetch gave for url under POSTERN_FETCH_KEEP_PUBLIC, is not what is to be had there: it
   * cannot be read as a certificate, a list, a key set. Judge by the page alone, never by what a peer sent: who is
   * refused must not be able to empty the cache. The host lets go of the page, counts its source as failing for a
   * while, and gives the page before it, if there is one, to whoever fetches next. Nothing happens when another page is
   * kept by now. Any thread, during the call. Errors: POSTERN_CONTRACT (unreadable arguments), POSTERN_CANCELLED. */
  postern_status (*reject)(postern_call* call, postern_bytes url, postern_bytes page);
} postern_collateral;

POSTERN_STATIC_ASSERT(offsetof(postern_collateral, reject) == 8, collateral_reject);
POSTERN_STATIC_ASSERT(sizeof(postern_collateral) == 16, collateral_size);

POSTERN_EXTERN_C_END

#endif /* POSTERN_COLLATERAL_H_ */

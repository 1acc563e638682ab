/* SPDX-License-Identifier: Apache-2.0 */
#ifndef POSTERN_VALUE_H_
#define POSTERN_VALUE_H_

#include "postern/abi.h"

POSTERN_EXTERN_C_BEGIN

/* postern_value: one typed value of a claim, a request field or a ticket field. Frozen.
 * BOOL uses integer (0 or 1), INTEGER uses integer, TEXT (UTF-8) and BYTES use bytes; the other member is zero. */
typedef struct postern_value {
  uint32_t type;
  uint32_t reserved; /* 0 */
  int64_t integer;
  postern_bytes bytes;
} postern_value;

#define POSTERN_TYPE_NONE 0u
#define POSTERN_TYPE_BOOL 1u
#define POSTERN_TYPE_INTEGER 2u
#define POSTERN_TYPE_TEXT 3u
#define POSTERN_TYPE_BYTES 4u

/* postern_field: one named value of a request or a ticket. Frozen. A field that can occur several times (file list,
 * principals) has one postern_field per value; key then tells them apart ("etcd/ca.crt") or is empty for a plain
 * list, whose order is the order of the entries. */
typedef struct postern_field {
  postern_bytes name;
  postern_bytes key;
  postern_value value;
} postern_field;

POSTERN_STATIC_ASSERT(sizeof(postern_value) == 32, value_size);
POSTERN_STATIC_ASSERT(offsetof(postern_value, integer) == 8, value_integer);
POSTERN_STATIC_ASSERT(offsetof(postern_value, bytes) == 16, value_bytes);
POSTERN_STATIC_ASSERT(sizeof(postern_field) == 64, field_size);
POSTERN_STATIC_ASSERT(offsetof(postern_field, key) == 16, field_key);
POSTERN_STATIC_ASSERT(offsetof(postern_field, value) == 32, field_value);

POSTERN_EXTERN_C_END

#endif /* POSTERN_VALUE_H_ */

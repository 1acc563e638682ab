/* SPDX-License-Identifier: Apache-2.0 */
#ifndef POSTERN_ABI_H_
#define POSTERN_ABI_H_

/* The ground rules of the Postern plugin contract, and the types that every other header uses.
 *
 * Language: C99; compiles unchanged as C11 and C++20. No function here allocates or throws.
 * Byte order: integers are the machine's own; nothing in these structs goes over a wire.
 *
 * Growth: a struct marked "growable" starts with struct_size and only ever gets new members at its end. Whoever
 * fills one sets struct_size to the size that it was compiled with; whoever reads one reads no further than that.
 * A growable struct is never an array element. A struct marked "frozen" never changes.
 *
 * Ownership: memory never changes owner across the boundary. What a function is given lives until that function
 * returns unless its comment says otherwise; what it wants to give back goes through a host call, which copies.
 *
 * Exceptions: none may cross the boundary in either direction. */

#include <stddef.h>
#include <stdint.h>

#define POSTERN_ABI_MAJOR 1u /* part of the entry symbol's name; another major is another contract */
#define POSTERN_ABI_MINOR 1u /* grows by one whenever something is appended */

#if defined(__cplusplus)
#define POSTERN_EXTERN_C_BEGIN extern "C" {
#define POSTERN_EXTERN_C_END }
#define POSTERN_STATIC_ASSERT(condition, name) static_assert(condition, #name)
#elif defined(__STDC_VERSION__) && __STDC_VERSION__ >= 201112L
#define POSTERN_EXTERN_C_BEGIN
#define POSTERN_EXTERN_C_END
#define POSTERN_STATIC_ASSERT(condition, name) _Static_assert(condition, #name)
#else
#define POSTERN_EXTERN_C_BEGIN
#define POSTERN_EXTERN_C_END
#define POSTERN_STATIC_ASSERT(condition, name) typedef char postern_assert_##name[(condition) ? 1 : -1]
#endif

#if defined(__GNUC__)
#define POSTERN_EXPORT __attribute__((visibility("default")))
#else
#define POSTERN_EXPORT
#endif

POSTERN_EXTERN_C_BEGIN

/* postern_bytes: a view of len bytes at ptr. Frozen. Text in it is UTF-8 without a terminating zero.
 * ptr may be NULL only when len is 0. */
typedef struct postern_bytes {
  const uint8_t* ptr;
  uint64_t len;
} postern_bytes;

/* postern_call: one invocation of one plugin function; the host's. Valid from the start of that function until it
 * returns, on any thread; using it later is undefined. */
typedef struct postern_call postern_call;

/* postern_instance: one configured instance of a component; the plugin's. Opaque to the host. */
typedef struct postern_instance postern_instance;

POSTERN_STATIC_ASSERT(sizeof(void*) == 8, pointers_are_64_bit);
POSTERN_STATIC_ASSERT(sizeof(postern_bytes) == 16, bytes_size);
POSTERN_STATIC_ASSERT(offsetof(postern_bytes, len) == 8, bytes_len);

POSTERN_EXTERN_C_END

#endif /* POSTERN_ABI_H_ */

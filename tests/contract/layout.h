/* SPDX-License-Identifier: Apache-2.0 */
#ifndef POSTERN_TESTS_LAYOUT_H_
#define POSTERN_TESTS_LAYOUT_H_

/* The binary layout that plugins built against ABI 1.0 rely on, as numbers that were written down once. A number
 * here never changes; an appended member adds a line. */

#include <stddef.h>

typedef struct layout_entry {
  const char* what;
  size_t found;
  size_t expected;
} layout_entry;

#define LAYOUT_SIZE(type, bytes) {"sizeof(" #type ")", sizeof(type), bytes}
#define LAYOUT_AT(type, member, bytes) {#type "." #member, offsetof(type, member), bytes}

/* check_layout: prints what differs; how many entries do. */
int check_layout(const layout_entry* entries, size_t count);

/* layout_of_calls: the structs that are passed in calls, checked. */
int layout_of_calls(void);

#endif /* POSTERN_TESTS_LAYOUT_H_ */

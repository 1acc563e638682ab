// SPDX-License-Identifier: Apache-2.0
//
// Trace context. Whatever a caller sends, what goes into log and record is nothing or the 32 hexadecimal digits that stand
// where the recommendation has them.

#include <cstdlib>

#include "host/rpc/trace_context.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string_view given(reinterpret_cast<const char*>(data), size);
  const auto trace = postern::rpc::trace_id_of(given);
  if (!trace) return 0;
  const bool is_id = trace->size() == 32 && trace->find_first_not_of("0123456789abcdef") == trace->npos &&
                     trace->find_first_not_of('0') != trace->npos;
  if (!is_id || given.substr(3, 32) != *trace) std::abort();
  return 0;
}

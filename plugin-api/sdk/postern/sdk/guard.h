// SPDX-License-Identifier: Apache-2.0
#pragma once

// guard: runs C++ code behind a C function. No exception leaves it: each becomes a status and a reason.

#include <exception>
#include <new>

#include "postern/sdk/call.h"

namespace postern::sdk {

// guard(call, body): body(Call&) returns Result<void>; the answer is the status for the C side. Memory shortage is
// retryable; every other exception is a defect.
template <typename Body>
postern_status guard(postern_call* handle, Body&& body) noexcept {
  Call call(handle);
  try {
    const Result<void> result = body(call);
    return result.ok() ? POSTERN_OK : call.fail(result.failure());
  } catch (const std::bad_alloc&) {
    const postern_reason reason{sizeof(postern_reason), 0, raw(std::string_view(POSTERN_REASON_OVERLOADED)),
                                {}, {}, {}, {}, {}, raw(std::string_view("out of memory")), 0, {}};
    host_table()->fail(handle, &reason);
    return POSTERN_EXHAUSTED;
  } catch (const std::exception& error) {
    const postern_reason reason{sizeof(postern_reason), 0, raw(std::string_view(POSTERN_REASON_PLUGIN_FAULT)),
                                {}, {}, {}, {}, {}, raw(std::string_view(error.what())), 0, {}};
    host_table()->fail(handle, &reason);
    return POSTERN_INTERNAL;
  } catch (...) {
    return POSTERN_INTERNAL;
  }
}

}  // namespace postern::sdk

// SPDX-License-Identifier: Apache-2.0
#pragma once

// Trace context: under which trace a caller makes its call (W3C Trace Context, Recommendation of 23 November 2021, 3.2).
// What it says is the caller's word: it finds lines that belong together and decides nothing.

#include <optional>
#include <string>
#include <string_view>

namespace postern::rpc {

// kTraceparent: the name of the metadata, which is that of the HTTP header.
inline constexpr char kTraceparent[] = "traceparent";

// trace_id_of: the trace id in the value of a traceparent, 32 lower-case hexadecimal digits; nothing when the value is not
// of the form "version-traceid-parentid-flags" (3.2.2), of version ff, or when an id is all zeros. A version above 00 may
// have more after a further "-" (3.2.4).
std::optional<std::string> trace_id_of(std::string_view traceparent);

// new_traceparent: of a new trace that is not sampled.
std::string new_traceparent();

}  // namespace postern::rpc

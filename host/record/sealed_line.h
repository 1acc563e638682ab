// SPDX-License-Identifier: Apache-2.0
#pragma once

// SealedLine: one line of the log. It holds a JSON object:
//
//   {"v":1,"seq":N,"prev":"P", members of the decision ,"sum":"S"}
//
// seq counts from 1 through all files of a log. prev is the SHA-256 of the line before, without its end (\n), or zeros
// in the first; sum is the SHA-256 of everything in this line before the comma in front of "sum". Digests are 64
// lower-case hexadecimal digits. JSON is written without spaces, everything but ASCII escaped, and a line that is not
// exactly as it would be written is none: one changed byte anywhere breaks it.

#include <absl/status/statusor.h>

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace postern::record {

using Json = nlohmann::ordered_json;

inline constexpr std::size_t kLongestLine = 4 * 1024 * 1024;  // bytes
inline constexpr int kDeepest = 8;                            // nested arrays and objects

// kNoLine: what stands for the digest of the line before the first.
inline const std::string kNoLine(64, '0');

// dump: the one way in which JSON is written here.
std::string dump(const Json& json);

// seal_line: body is an object. The line, without its end.
std::string seal_line(const Json& body, uint64_t seq, const std::string& prev);

// reseal: the text with its last 64 digits replaced by the digest that fits; for tests and fuzzing.
std::string reseal(std::string_view line);

// open_line: the whole object. INVALID_ARGUMENT says what is wrong with the line.
absl::StatusOr<Json> open_line(std::string_view line);

}  // namespace postern::record

// SPDX-License-Identifier: Apache-2.0
#pragma once

// LogFiles: the files of a log, by name in their order: records-00000001.jsonl and so on. A whole line ends with \n.

#include <absl/status/statusor.h>

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "host/record/chain_check.h"

namespace postern::record {

// file_name: of the file with this number, from 1.
std::string file_name(uint64_t number);

// number_in: of the file with this path, or nothing when it is not so named.
std::optional<uint64_t> number_in(const std::string& path);

// list_files: paths of the log's files in this folder, in order; with a file: that one. NOT_FOUND when there is none,
// UNAVAILABLE when the folder cannot be read.
absl::StatusOr<std::vector<std::string>> list_files(const std::string& path);

// Break: the first place at which a log is not what it must be.
struct Break {
  std::string file;
  uint64_t line = 0;     // in the file, from 1
  uint64_t offset = 0;   // of the line's first byte
  std::string why;
  bool is_torn = false;  // the last line of its file was never written to its end: a crash, or the disk was full
};

// Walked: how far a log is whole.
struct Walked {
  uint64_t files = 0, lines = 0;
  uint64_t first_seq = 0;  // 0: there is no line
  ChainHead head;
  std::optional<Break> broken;
};

// walk: every line in order, as far as the chain holds. A file that follows another must go on from it; the first may be
// any, unless a head is given. UNAVAILABLE when a file cannot be read.
using Visit = std::function<void(Json line)>;
absl::StatusOr<Walked> walk(const std::vector<std::string>& files, const Visit& visit,
                            const std::optional<ChainHead>& head = std::nullopt);

// print: "FILE:LINE: why".
std::string print(const Break& broken);

}  // namespace postern::record

// SPDX-License-Identifier: Apache-2.0
#pragma once

// Includes: the files of which a configuration consists. `include` lists them one by one, relative to the file that
// includes: no patterns, so that a file that appears in a folder changes nothing. Each file counts once, cycles are
// errors, and number and depth are bounded.

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "host/config/table_reader.h"

namespace postern::config {

// TextSource: the content of a file, or nothing after a diagnostic at the position that names it.
using TextSource = std::function<std::optional<std::string>(const std::string& path, const Position&, Diagnostics&)>;

class Includes {
 public:
  static constexpr std::size_t kMostFiles = 64, kDeepest = 8;

  // main: path of the file with which it starts. source and out outlive this.
  Includes(const std::string& main, const TextSource& source, Diagnostics& out);

  // open: reads the file that `by` includes under this name; *path becomes its path. Nothing after an error; otherwise
  // close follows when the file's own includes have been read.
  std::optional<toml::table> open(const std::string& by, const std::string& name, const Position& named_at,
                                  std::string* path);
  void close() { open_.pop_back(); }

  // files: all so far, absolute, in the order in which they were opened; the main file first.
  std::vector<std::string> files() const;

 private:
  struct File {
    std::string path;  // absolute
    Position named_at;
  };
  bool may_open(const std::string& absolute, const std::string& name, const Position& named_at);

  const TextSource& source_;
  Diagnostics& out_;
  std::vector<File> all_;
  std::vector<std::string> open_;  // from the main file to the one being read
};

}  // namespace postern::config

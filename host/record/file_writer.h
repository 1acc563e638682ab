// SPDX-License-Identifier: Apache-2.0
#pragma once

// FileWriter: an open file at whose end whole lines are put, or nothing.

#include <absl/status/statusor.h>

#include <memory>
#include <string>

#include "host/attest/value.h"

namespace postern::record {

// failed: UNAVAILABLE with errno's text: "cannot WHAT PATH: no space left on device".
absl::Status failed(const char* what, const std::string& path);

// write_all: false, with errno, when not everything could be written.
bool write_all(int fd, attest::ByteView content);

// sync_folder: makes the names in the folder durable.
absl::Status sync_folder(const std::string& folder);

class FileWriter {
 public:
  // open: for appending at `size`, to which the file is cut; a new file has mode 0600. UNAVAILABLE.
  static absl::StatusOr<std::unique_ptr<FileWriter>> open(const std::string& path, uint64_t size);
  ~FileWriter();
  FileWriter(const FileWriter&) = delete;

  // append: the whole content, or nothing: UNAVAILABLE. When what was written of it cannot be taken back, the file is
  // no longer usable, and every further append fails.
  absl::Status append(const std::string& content);

  // sync: makes durable what was appended before. Thread-safe.
  absl::Status sync() const;

  uint64_t size() const { return size_; }
  bool is_usable() const { return is_usable_; }
  const std::string& path() const { return path_; }

 private:
  FileWriter(std::string path, int fd, uint64_t size) : path_(std::move(path)), fd_(fd), size_(size) {}
  const std::string path_;
  const int fd_;
  uint64_t size_;
  bool is_usable_ = true;
};

}  // namespace postern::record

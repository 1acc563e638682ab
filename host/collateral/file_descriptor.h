// SPDX-License-Identifier: Apache-2.0
#pragma once

// FileDescriptor: an open file, closed when this object goes.

#include <unistd.h>

namespace postern::collateral {

class FileDescriptor {
 public:
  explicit FileDescriptor(int fd) : fd_(fd) {}  // -1: none
  ~FileDescriptor() {
    if (fd_ >= 0) close(fd_);
  }
  FileDescriptor(const FileDescriptor&) = delete;

  int get() const { return fd_; }
  bool is_open() const { return fd_ >= 0; }

 private:
  const int fd_;
};

}  // namespace postern::collateral

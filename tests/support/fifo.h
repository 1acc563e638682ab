// SPDX-License-Identifier: Apache-2.0
#pragma once

// Fifo: something that plugin code can block on until a test lets it go.

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <string>
#include <system_error>

#include "support/temp_dir.h"

namespace postern::test {

class Fifo {
 public:
  Fifo() : path_(dir_.path() + "/fifo") {
    if (mkfifo(path_.c_str(), 0600) != 0) throw std::system_error(errno, std::generic_category(), "mkfifo");
  }
  ~Fifo() {
    release();
    close(fd_);
  }
  Fifo(const Fifo&) = delete;
  const std::string& path() const { return path_; }

  // release: whoever opens the fifo for reading comes back, now and later.
  void release() {
    if (fd_ < 0) fd_ = open(path_.c_str(), O_RDWR | O_CLOEXEC);
  }

 private:
  TempDir dir_;
  const std::string path_;
  int fd_ = -1;
};

}  // namespace postern::test

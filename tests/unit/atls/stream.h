// SPDX-License-Identifier: Apache-2.0
#pragma once

// Stream: blocking reads and writes over a non-blocking socket, with an end to patience.

#include <poll.h>
#include <sys/socket.h>

#include <chrono>
#include <string>

#include "host/atls/socket_address.h"
#include "unit/atls/recorders.h"

namespace postern::atls::test {

inline auto patience_ends() { return std::chrono::steady_clock::now() + kPatience; }

// write_all: false when the other side is gone or does not read.
inline bool write_all(int fd, const std::string& text) {
  for (std::size_t done = 0; done < text.size();) {
    const ssize_t size = ::send(fd, text.data() + done, text.size() - done, MSG_NOSIGNAL);
    if (size > 0) done += static_cast<std::size_t>(size);
    if (size < 0 && (errno != EAGAIN || !wait_for(fd, POLLOUT, patience_ends()))) return false;
  }
  return true;
}

// read_upto: waits for bytes and reads at most so many; empty at the end or an error.
inline std::string read_upto(int fd, std::size_t size) {
  std::string text(size, '\0');
  while (true) {
    const ssize_t got = ::recv(fd, text.data(), size, 0);
    if (got < 0 && errno == EAGAIN && wait_for(fd, POLLIN, patience_ends())) continue;
    text.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
    return text;
  }
}

// read_all: until the end.
inline std::string read_all(int fd) {
  std::string all;
  for (std::string part = read_upto(fd, 64 << 10); !part.empty(); part = read_upto(fd, 64 << 10)) all += part;
  return all;
}

// read_exactly: shorter at the end.
inline std::string read_exactly(int fd, std::size_t size) {
  std::string all;
  while (all.size() < size) {
    const std::string part = read_upto(fd, size - all.size());
    if (part.empty()) break;
    all += part;
  }
  return all;
}

// pattern: bytes that do not repeat at the size of any buffer.
inline std::string pattern(std::size_t size, unsigned seed) {
  std::string text(size, '\0');
  uint32_t state = seed * 2654435761u + 1;
  for (char& c : text) {
    state = state * 1664525u + 1013904223u;
    c = static_cast<char>(state >> 24);
  }
  return text;
}

}  // namespace postern::atls::test

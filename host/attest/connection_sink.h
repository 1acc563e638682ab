// SPDX-License-Identifier: Apache-2.0
#pragma once

// ConnectionSink: who serves an admitted connection, as the TLS acceptor sees it.

#include <string>

#include "host/attest/examiner.h"

namespace postern::attest {

class ConnectionSink {
 public:
  virtual ~ConnectionSink() = default;

  // admit: takes over the plaintext end of an admitted connection (a connected AF_UNIX stream socket whose peer is
  // bound to the unique abstract name `name`, given without the leading zero byte) and remembers who it is. Owns
  // and closes fd in every case. False when it takes no more connections. Thread-safe.
  virtual bool admit(int fd, const std::string& name, IdentityPtr identity) = 0;

  // forget: the connection of this name has ended; called exactly once for each that was admitted. Thread-safe.
  virtual void forget(const std::string& name) = 0;
};

}  // namespace postern::attest

// SPDX-License-Identifier: Apache-2.0
#pragma once

// IdentityRegistry: who is at the other end of each admitted connection. Thread-safe.

#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "host/attest/examiner.h"

namespace postern::rpc {

class IdentityRegistry {
 public:
  // add: false when the name is taken: names are unique for the life of the process, so this is never an update.
  bool add(const std::string& name, attest::IdentityPtr identity);
  void remove(const std::string& name);

  // find: the identity of the connection that gRPC calls `peer` (ServerContext::peer()), or nullptr.
  attest::IdentityPtr find(std::string_view peer) const;

  // peer_name: how gRPC 1.51 calls a socket whose other end is bound to this abstract name.
  static std::string peer_name(const std::string& name) { return "unix-abstract:" + name; }

 private:
  mutable std::mutex mutex_;
  std::unordered_map<std::string, attest::IdentityPtr> by_peer_;
};

}  // namespace postern::rpc

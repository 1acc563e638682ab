// SPDX-License-Identifier: Apache-2.0
#pragma once

// AdminSocket: a Unix socket in the file system that only root and this process's user can use: its mode is 0600, and
// the kernel's word about each peer is checked as well (SO_PEERCRED, unix(7)).

#include <absl/status/status.h>

#include <functional>
#include <string>
#include <thread>

namespace postern::rpc {

class AdminSocket {
 public:
  // Takes over an accepted connection (owns fd). Called on the socket's thread.
  using Accepted = std::function<void(int fd)>;
  using Refused = std::function<void(unsigned uid)>;

  AdminSocket(std::string path, Accepted accepted, Refused refused)
      : path_(std::move(path)), accepted_(std::move(accepted)), refused_(std::move(refused)) {}
  ~AdminSocket();  // stops and removes the file
  AdminSocket(const AdminSocket&) = delete;

  // start: a file that a dead process left there is replaced; one at which somebody answers is ALREADY_EXISTS, and
  // anything that is no socket FAILED_PRECONDITION. Once only.
  absl::Status start();
  void stop();

  // may_speak: whether a process of that user may use the socket of a process of this user.
  static bool may_speak(unsigned peer, unsigned own) { return peer == own || peer == 0; }

 private:
  absl::Status make_room() const;
  absl::Status bind_and_listen();
  void loop();
  void take(int fd);

  const std::string path_;
  const Accepted accepted_;
  const Refused refused_;
  int listener_ = -1, wake_ = -1;
  bool bound_ = false;
  std::thread thread_;
};

}  // namespace postern::rpc

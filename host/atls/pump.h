// SPDX-License-Identifier: Apache-2.0
#pragma once

// Pump: moves bytes between an established TLS connection and a plaintext socket, without blocking and
// without waiting. The same at the gate and at the node.

#include <cstdint>

#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "host/atls/openssl_handle.h"
#include "host/atls/wiped_buffer.h"

namespace postern::atls {

// The two directions are apart: the end of one (close_notify; EOF of the plaintext socket) is passed on
// behind its last byte, and the other goes on. 16 KiB are in flight each way; a side that does not read stops
// the side that writes.
class Pump {
 public:
  enum class State {
    kBlocked,  // wait for what wants() says
    kBusy,     // there is more to do; others may have a turn first
    kDone,     // both directions have ended
  };
  struct Wants {
    uint32_t tls = 0, plain = 0;  // EPOLLIN, EPOLLOUT
    bool plain_hangup = false;    // tell when the plaintext side is closed altogether
  };

  // ssl and plain_fd are used, not owned, and must outlive the pump. failed, when given, is told of the
  // failure of TLS before the plaintext side can notice.
  Pump(SSL* ssl, int plain_fd, absl::AnyInvocable<void(const absl::Status&)> failed = nullptr);

  // turn: moves what can be moved now. After kDone: nothing.
  State turn();

  Wants wants() const;
  uint64_t received() const { return received_; }           // bytes from TLS
  uint64_t sent() const { return sent_; }                   // bytes to TLS
  const absl::Status& failure() const { return failure_; }  // of TLS; OK after an orderly end

  // say_goodbye: close_notify, if that can still be sent without blocking (RFC 8446 §6.1).
  void say_goodbye();

 private:
  bool read_tls();
  bool write_plain();
  bool read_plain();
  bool write_tls();
  void finish_down();
  bool finish_up();
  void notice_hangup();
  uint32_t wanted_by_tls(int result);
  void break_tls();

  SSL* const ssl_;
  const int plain_fd_;
  absl::AnyInvocable<void(const absl::Status&)> failed_;
  absl::Status failure_;
  uint64_t received_ = 0, sent_ = 0;

  WipedBuffer down_, up_;  // TLS to plaintext, plaintext to TLS
  bool tls_broken_ = false;
  bool tls_eof_ = false, down_done_ = false;
  bool plain_eof_ = false, up_done_ = false;
  uint32_t read_wants_ = 0, write_wants_ = 0;  // what blocks SSL_read, SSL_write
  bool plain_full_ = false, plain_empty_ = false;
};

}  // namespace postern::atls

// SPDX-License-Identifier: Apache-2.0
#include "host/atls/pump.h"

#include <openssl/err.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include <cerrno>

#include "host/atls/tls_failure.h"

namespace postern::atls {
namespace {
// A turn moves at most so many buffers each way, so that one busy connection does not hold up the others.
constexpr int kRounds = 16;
}  // namespace

Pump::Pump(SSL* ssl, int plain_fd, absl::AnyInvocable<void(const absl::Status&)> failed)
    : ssl_(ssl), plain_fd_(plain_fd), failed_(std::move(failed)) {}

Pump::State Pump::turn() {
  notice_hangup();
  for (int round = 0; round < kRounds; ++round) {
    bool moved = read_tls();
    moved |= write_plain();
    moved |= read_plain();
    moved |= write_tls();
    if (down_done_ && up_done_) return State::kDone;
    if (!moved) return State::kBlocked;
  }
  return State::kBusy;
}

Pump::Wants Pump::wants() const {
  Wants wants;
  wants.tls = read_wants_ | write_wants_;
  if (plain_full_) wants.plain |= EPOLLOUT;
  if (plain_empty_) wants.plain |= EPOLLIN;
  wants.plain_hangup = plain_eof_ && !down_done_;
  return wants;
}

bool Pump::read_tls() {
  read_wants_ = 0;
  if (tls_broken_ || tls_eof_ || down_done_ || !down_.empty()) return false;
  ERR_clear_error();
  const int size = SSL_read(ssl_, down_.space(), WipedBuffer::kSize);
  if (size > 0) {
    down_.filled(static_cast<std::size_t>(size));
    received_ += static_cast<uint64_t>(size);
    return true;
  }
  read_wants_ = wanted_by_tls(size);
  return tls_eof_ || tls_broken_;
}

bool Pump::write_plain() {
  plain_full_ = false;
  if (down_done_) return false;
  if (down_.empty()) {
    if (!tls_eof_ && !tls_broken_) return false;
    finish_down();
    return true;
  }
  const ssize_t size = ::send(plain_fd_, down_.data(), down_.size(), MSG_NOSIGNAL);
  if (size >= 0) {
    down_.pass(static_cast<std::size_t>(size));
    return size > 0;
  }
  plain_full_ = errno == EAGAIN || errno == EWOULDBLOCK;
  if (plain_full_ || errno == EINTR) return errno == EINTR;
  down_done_ = true;  // nobody reads it any more
  return true;
}

bool Pump::read_plain() {
  plain_empty_ = false;
  if (plain_eof_ || up_done_ || !up_.empty()) return false;
  const ssize_t size = ::recv(plain_fd_, up_.space(), WipedBuffer::kSize, 0);
  if (size > 0) {
    up_.filled(static_cast<std::size_t>(size));
    return true;
  }
  plain_empty_ = size < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
  if (plain_empty_) return false;
  // ECONNRESET: closed with our bytes unread; what it had written before has been read.
  plain_eof_ = size == 0 || errno != EINTR;
  if (plain_eof_) notice_hangup();
  return true;
}

bool Pump::write_tls() {
  write_wants_ = 0;
  if (up_done_ || (up_.empty() && !plain_eof_)) return false;
  if (tls_broken_) {
    up_done_ = true;
    return true;
  }
  if (up_.empty()) return finish_up();
  ERR_clear_error();
  const int size = SSL_write(ssl_, up_.data(), static_cast<int>(up_.size()));
  if (size > 0) {
    up_.pass(static_cast<std::size_t>(size));
    sent_ += static_cast<uint64_t>(size);
    return true;
  }
  write_wants_ = wanted_by_tls(size);
  if (write_wants_ == 0) up_done_ = true;  // see finish_up
  return up_done_;
}

void Pump::finish_down() {
  ::shutdown(plain_fd_, SHUT_WR);
  down_done_ = true;
}

bool Pump::finish_up() {
  ERR_clear_error();
  const int result = SSL_shutdown(ssl_);
  if (result < 0) write_wants_ = wanted_by_tls(result);
  // Nothing to wait for is the end. To a peer that said goodbye and was gone before ours could be sent, OpenSSL reports
  // only its goodbye (SSL_ERROR_ZERO_RETURN), not that the socket is broken.
  up_done_ = write_wants_ == 0;
  return up_done_;
}

// When the plaintext side is closed altogether, nobody is left to whom TLS bytes could be passed (unix(7): a
// closed peer shows as POLLHUP, a half-closed one does not).
void Pump::notice_hangup() {
  if (!plain_eof_ || down_done_) return;
  pollfd plain{plain_fd_, 0, 0};
  if (::poll(&plain, 1, 0) > 0 && (plain.revents & POLLHUP) != 0) down_done_ = true;
}

uint32_t Pump::wanted_by_tls(int result) {
  const int saved_errno = errno;
  switch (SSL_get_error(ssl_, result)) {
    case SSL_ERROR_WANT_READ:
      return EPOLLIN;
    case SSL_ERROR_WANT_WRITE:
      return EPOLLOUT;
    case SSL_ERROR_ZERO_RETURN:
      tls_eof_ = true;
      return 0;
    default:
      break;
  }
  failure_ = tls_failure(saved_errno);
  break_tls();
  return 0;
}

// RFC 8446 §6.2: after a fatal alert the connection is not used any more, in either direction. What was
// received before is still passed on.
void Pump::break_tls() {
  tls_broken_ = true;
  up_done_ = true;
  if (failed_) failed_(failure_);
}

void Pump::say_goodbye() {
  if (tls_broken_ || (SSL_get_shutdown(ssl_) & SSL_SENT_SHUTDOWN) != 0) return;
  ERR_clear_error();
  SSL_shutdown(ssl_);
  ERR_clear_error();
}

}  // namespace postern::atls

// SPDX-License-Identifier: Apache-2.0
#include "host/atls/relay.h"

namespace postern::atls {

Relay::Relay(EventLoop& loop, Parts parts, Ended ended)
    : parts_(std::move(parts)),
      ended_(std::move(ended)),
      pump_(parts_.ssl.get(), parts_.plain_fd.get(), std::move(parts_.failed)),
      moved_at_(EventLoop::Clock::now()),
      idle_(loop, [this] { check_idle(); }),
      again_(loop, [this] { turn(); }),
      tls_(loop, parts_.tls_fd.get(), [this](uint32_t) { turn(); }),
      plain_(loop, parts_.plain_fd.get(), [this](uint32_t) { turn(); }) {}

// Whoever reads the plaintext learns of the end after the peer has been told.
Relay::~Relay() {
  if (!is_over_) pump_.say_goodbye();
}

void Relay::start() {
  idle_.set(moved_at_ + parts_.idle_timeout);
  turn();  // TLS may hold bytes that came with the end of the handshake
}

void Relay::turn() {
  if (is_over_) return;
  const Pump::State state = pump_.turn();
  if (const uint64_t moved = pump_.received() + pump_.sent(); moved != moved_) {
    moved_ = moved;
    moved_at_ = EventLoop::Clock::now();
  }
  switch (state) {
    case Pump::State::kDone:
      return end(pump_.failure().ok() ? "closed" : std::string(pump_.failure().message()));
    case Pump::State::kBusy:
      again_.set(EventLoop::Clock::now());
      break;
    case Pump::State::kBlocked:
      break;
  }
  if (!wait()) end("the kernel has no room for another socket");
}

bool Relay::wait() {
  const Pump::Wants wants = pump_.wants();
  bool watched = true;
  if (wants.tls != 0) {
    watched = tls_.want(wants.tls);
  } else {
    tls_.ignore();
  }
  if (wants.plain != 0 || wants.plain_hangup) {
    watched = plain_.want(wants.plain) && watched;
  } else {
    plain_.ignore();
  }
  return watched;
}

void Relay::check_idle() {
  const auto until = moved_at_ + parts_.idle_timeout;
  if (EventLoop::Clock::now() < until) return idle_.set(until);
  pump_.say_goodbye();
  end("idle");
}

void Relay::end(const std::string& reason) {
  is_over_ = true;
  idle_.cancel();
  again_.cancel();
  tls_.ignore();
  plain_.ignore();
  ended_(reason);
}

UniqueFd Relay::release_tls() { return std::move(parts_.tls_fd); }

}  // namespace postern::atls

// SPDX-License-Identifier: Apache-2.0
#include "host/atls/acceptor.h"

#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <span>
#include <thread>

#include "host/atls/handover.h"
#include "host/atls/handshake_refusal.h"
#include "host/atls/handshake_table.h"
#include "host/atls/listener.h"
#include "host/atls/openssl_error.h"
#include "host/atls/socket_address.h"

namespace postern::atls {
namespace {

// Above this a document could not be a TLS message: 2^24 - 1 bytes (RFC 8446 §4), less room for the
// certificate.
constexpr std::size_t kLargestEvidence = 16'000'000;

absl::Status check(const AcceptorOptions& options) {
  using std::chrono::milliseconds;
  if (options.max_connections == 0 || options.max_handshakes == 0) {
    return absl::InvalidArgumentError("max_connections and max_handshakes must be at least 1");
  }
  if (options.handshake_timeout <= milliseconds(0) || options.idle_timeout <= milliseconds(0)) {
    return absl::InvalidArgumentError("handshake_timeout and idle_timeout must be positive");
  }
  if (options.max_evidence_bytes == 0 || options.max_evidence_bytes > kLargestEvidence) {
    return absl::InvalidArgumentError("max_evidence_bytes must be 1 to " + std::to_string(kLargestEvidence));
  }
  if (!options.clock) return absl::InvalidArgumentError("a clock is missing");
  return absl::OkStatus();
}

std::size_t workers_of(const AcceptorOptions& options) {
  if (options.handshake_workers != 0) return options.handshake_workers;
  return std::max<std::size_t>(4, 2 * std::size_t{std::thread::hardware_concurrency()});
}

}  // namespace

class Acceptor::Impl {
 public:
  Impl(AcceptorOptions options, attest::Examiner& examiner, attest::ConnectionSink& sink,
       attest::Journal& journal)
      : options_(std::move(options)),
        log_(journal),
        gate_{options_, examiner, nullptr, {}},
        handover_(options_, sink, log_),
        linger_(loop_),
        table_({loop_, workers_, linger_, log_, [this](AdmittedConnection c) { admit(std::move(c)); },
                [this] { resume_if_fewer(); }}) {}

  ~Impl() { stop(); }

  absl::Status start();
  void stop();
  const std::string& address() const { return address_; }
  std::size_t connections() const { return connections_; }
  std::size_t handshakes() const { return handshakes_; }

 private:
  absl::Status name_connections();
  void accepted(UniqueFd fd, std::string peer);
  void admit(AdmittedConnection connection);
  void resume_if_fewer();

  const AcceptorOptions options_;
  ConnectionLog log_;
  std::atomic<std::size_t> connections_ = 0;
  std::atomic<std::size_t> handshakes_ = 0;  // size of the table, for other threads
  GateTls gate_;
  Handover handover_;
  EventLoop loop_;
  WorkerPool workers_;
  Linger linger_;  // on the loop, from here on
  HandshakeTable table_;
  std::unique_ptr<Listener> listener_;
  std::string address_;
  std::string name_prefix_;  // "postern-<pid>-<random>-"
  uint64_t last_connection_ = 0;
};

absl::Status Acceptor::Impl::start() {
  if (!address_.empty()) return absl::FailedPreconditionError("started before");
  if (absl::Status good = check(options_); !good.ok()) return good;
  if (absl::Status named = name_connections(); !named.ok()) return named;
  const auto where = parse_host_port(options_.listen_address);
  if (!where.ok()) return where.status();
  auto context = make_gate_context();
  if (!context.ok()) return context.status();
  gate_.context = *std::move(context);
  if (auto identity = gate_.identity.current(options_.clock()); !identity.ok()) return identity.status();
  auto socket = listen_on(*where);
  if (!socket.ok()) return socket.status();
  address_ = local_address(socket->get());
  if (absl::Status started = handover_.start(); !started.ok()) return started;
  if (absl::Status started = workers_.start(workers_of(options_)); !started.ok()) return started;
  if (absl::Status started = loop_.start(); !started.ok()) return started;
  loop_.post([this, fd = *std::move(socket)]() mutable {
    listener_ = std::make_unique<Listener>(
        loop_, std::move(fd),
        [this](UniqueFd c, std::string peer) { accepted(std::move(c), std::move(peer)); }, log_);
    listener_->resume();
  });
  return absl::OkStatus();
}

absl::Status Acceptor::Impl::name_connections() {
  std::array<unsigned char, 8> random;
  if (RAND_bytes(random.data(), random.size()) != 1) return openssl_error("cannot name connections");
  name_prefix_ =
      "postern-" + std::to_string(::getpid()) + "-" + attest::to_hex(std::as_bytes(std::span(random))) + "-";
  return absl::OkStatus();
}

void Acceptor::Impl::accepted(UniqueFd fd, std::string peer) {
  ConnectionName name{name_prefix_ + std::to_string(++last_connection_), std::move(peer)};
  auto slot = ConnectionSlot::take(connections_, options_.max_connections);
  if (!slot) {
    return log_.refused(
        name,
        refused_overload("there are " + std::to_string(options_.max_connections) + " connections already"),
        "");
  }
  auto handshake = GateHandshake::make(gate_, std::move(fd), name, *std::move(slot));
  if (!handshake.ok()) {
    return log_.refused(name, attest::internal(kHandshakeFailed, std::string(handshake.status().message())),
                        "");
  }
  table_.add(*std::move(handshake));
  handshakes_ = table_.size();
  if (table_.size() < options_.max_handshakes) return;
  listener_->pause();
  log_.paused(table_.size());
}

void Acceptor::Impl::admit(AdmittedConnection connection) {
  auto back = handover_.give(std::move(connection));
  if (!back) return;
  loop_.post([this, unwanted = *std::move(back)]() mutable {
    linger_.close(std::move(unwanted.first), std::move(unwanted.second));
  });
}

// An eighth below the limit, so that the listener and the journal do not flutter.
void Acceptor::Impl::resume_if_fewer() {
  handshakes_ = table_.size();
  if (!listener_ || !listener_->is_paused()) return;
  if (table_.size() > options_.max_handshakes - (options_.max_handshakes + 7) / 8) return;
  listener_->resume();
  log_.resumed();
}

void Acceptor::Impl::stop() {
  handover_.close();
  loop_.stop();
  listener_.reset();
  workers_.stop();
  table_.refuse_all();
  handover_.stop();
}

Acceptor::Acceptor(AcceptorOptions options, attest::Examiner& examiner, attest::ConnectionSink& sink,
                   attest::Journal& journal)
    : impl_(std::make_unique<Impl>(std::move(options), examiner, sink, journal)) {}

Acceptor::~Acceptor() = default;

absl::Status Acceptor::start() { return impl_->start(); }

std::string Acceptor::address() const { return impl_->address(); }

std::size_t Acceptor::connections() const { return impl_->connections(); }

std::size_t Acceptor::handshakes() const { return impl_->handshakes(); }

void Acceptor::stop() { impl_->stop(); }

}  // namespace postern::atls

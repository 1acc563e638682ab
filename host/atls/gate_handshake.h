// SPDX-License-Identifier: Apache-2.0
#pragma once

// GateHandshake: the gate's end of one attested handshake, from the first byte to the verdict.

#include <atomic>
#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "host/atls/acceptor.h"
#include "host/atls/connection_log.h"
#include "host/atls/connection_slot.h"
#include "host/atls/nonce.h"
#include "host/atls/peer_judge.h"
#include "host/atls/server_identity.h"
#include "host/atls/tls_context.h"
#include "host/atls/unique_fd.h"

namespace postern::atls {

// GateTls: what all handshakes of one gate share. Outlives them.
struct GateTls {
  const AcceptorOptions& options;
  attest::Examiner& examiner;
  SslContextPtr context;
  ServerIdentity identity;
};

// An admitted connection, ready to be relayed. ssl goes before fd.
struct AdmittedConnection {
  ConnectionName name;
  ConnectionSlot slot;
  UniqueFd fd;
  SslPtr ssl;
  Admission admission;
};

// Shared by the thread that waits and the worker that runs it: advance() and what reads its result belong to
// one thread at a time; settle(), deadline(), name() and cut() may be called by any.
class GateHandshake final : public TlsPeer {
 public:
  using Clock = std::chrono::steady_clock;
  enum class Progress { kWantRead, kWantWrite, kAdmitted, kRefused };

  // make: takes the accepted non-blocking socket and draws the nonce. INTERNAL when OpenSSL fails.
  static absl::StatusOr<std::shared_ptr<GateHandshake>> make(GateTls& gate, UniqueFd fd, ConnectionName name,
                                                             ConnectionSlot slot);

  // advance: goes on until the socket blocks or the verdict is there; the validators run inside of it. Not to
  // be called again after kAdmitted or kRefused.
  Progress advance();

  // settle: true for the first caller only, who alone reports the outcome and owns what comes next.
  bool settle() { return !settled_.exchange(true); }

  // cut: ends the connection under whoever may be running advance(), without closing the descriptor.
  void cut();

  Clock::time_point deadline() const { return deadline_; }
  const ConnectionName& name() const { return name_; }
  int fd() const { return fd_.get(); }

  const attest::Refusal& refusal() const { return *refusal_; }  // after kRefused
  bool silent() const { return silent_; }                       // after kRefused: the peer never sent a byte
  std::string tls_version() const;                              // empty before the version is agreed

  // take: after kAdmitted, and settle(). The connection goes on elsewhere.
  AdmittedConnection take();

  // release_fd: after kRefused, and settle(). The alert has been written.
  UniqueFd release_fd() { return std::move(fd_); }
  ConnectionSlot release_slot() { return std::move(slot_); }

 private:
  GateHandshake(GateTls& gate, UniqueFd fd, ConnectionName name, ConnectionSlot slot);
  Answer on_certificate_needed(SSL* ssl) override;
  int on_peer_certificate(X509* leaf) override;
  void on_no_protocol() override;
  Progress fail();
  bool is_late() const { return Clock::now() >= deadline_; }

  GateTls& gate_;
  const ConnectionName name_;
  const Clock::time_point deadline_;
  std::atomic<bool> settled_ = false;
  ConnectionSlot slot_;
  UniqueFd fd_;
  SslPtr ssl_;
  Nonce nonce_{};
  bool examined_ = false;  // the nonce has been used
  bool silent_ = false;
  std::optional<Admission> admission_;
  std::optional<attest::Refusal> refusal_;
};

}  // namespace postern::atls

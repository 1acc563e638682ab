// SPDX-License-Identifier: Apache-2.0
#include "host/atls/gate_handshake.h"

#include <openssl/err.h>
#include <sys/socket.h>

#include "host/atls/handshake_refusal.h"
#include "host/atls/nonce_name.h"
#include "host/atls/openssl_error.h"

namespace postern::atls {
namespace {
// Room for the rest of the Certificate message, so that a document slightly above the limit is told as such.
constexpr std::size_t kCertificateRoom = 64 * 1024;
}  // namespace

GateHandshake::GateHandshake(GateTls& gate, UniqueFd fd, ConnectionName name, ConnectionSlot slot)
    : gate_(gate),
      name_(std::move(name)),
      deadline_(Clock::now() + gate.options.handshake_timeout),
      slot_(std::move(slot)),
      fd_(std::move(fd)) {}

absl::StatusOr<std::shared_ptr<GateHandshake>> GateHandshake::make(GateTls& gate, UniqueFd fd,
                                                                   ConnectionName name, ConnectionSlot slot) {
  std::shared_ptr<GateHandshake> made(
      new GateHandshake(gate, std::move(fd), std::move(name), std::move(slot)));
  auto nonce = make_nonce();
  if (!nonce.ok()) return nonce.status();
  made->nonce_ = *nonce;
  auto names = make_nonce_names(*nonce);
  if (!names.ok()) return names.status();
  auto ssl = make_ssl(gate.context.get(), made->fd(), *made);
  if (!ssl.ok()) return ssl.status();
  made->ssl_ = *std::move(ssl);
  SSL_set_client_CA_list(made->ssl_.get(), names->release());
  SSL_set_max_cert_list(made->ssl_.get(),
                        static_cast<long>(gate.options.max_evidence_bytes + kCertificateRoom));
  SSL_set_accept_state(made->ssl_.get());
  return made;
}

GateHandshake::Progress GateHandshake::advance() {
  if (is_late()) {
    refusal_ = refused_late();
    return Progress::kRefused;
  }
  ERR_clear_error();
  const int result = SSL_do_handshake(ssl_.get());
  if (result != 1) {
    switch (SSL_get_error(ssl_.get(), result)) {
      case SSL_ERROR_WANT_READ:
        return Progress::kWantRead;
      case SSL_ERROR_WANT_WRITE:
        return Progress::kWantWrite;
      default:
        return fail();
    }
  }
  // RFC 8446 §4.4.3, RFC 5246 §7.4.8: only now is it proven that the peer holds the certificate's key.
  if (!admission_ || refusal_ || SSL_session_reused(ssl_.get()) == 1 ||
      SSL_get_verify_result(ssl_.get()) != X509_V_OK) {
    return fail();
  }
  if (is_late()) {
    refusal_ = refused_late();
    return Progress::kRefused;
  }
  forget_peer(ssl_.get());
  return Progress::kAdmitted;
}

GateHandshake::Progress GateHandshake::fail() {
  silent_ = BIO_number_read(SSL_get_rbio(ssl_.get())) == 0;
  // A reason that a callback gave is the cause of whatever OpenSSL says now.
  if (!refusal_) refusal_ = refusal_of_failure(ssl_.get(), gate_.options.max_evidence_bytes);
  drain_openssl_errors();
  admission_.reset();
  return Progress::kRefused;
}

TlsPeer::Answer GateHandshake::on_certificate_needed(SSL* ssl) {
  auto identity = gate_.identity.current(gate_.options.clock());
  if (!identity.ok() || SSL_use_certificate(ssl, (*identity)->certificate.get()) != 1 ||
      SSL_use_PrivateKey(ssl, (*identity)->key.get()) != 1) {
    refusal_ = attest::internal(kHandshakeFailed, "the gate has no certificate: " + drain_openssl_errors());
    return Answer::kFail;
  }
  return Answer::kGiven;
}

int GateHandshake::on_peer_certificate(X509* leaf) {
  // One certificate per connection and nonce (RFC 8446 §4.6.2 allows more; nobody here asks for it).
  if (examined_ || is_late()) {
    refusal_ = examined_ ? attest::internal(kHandshakeFailed, "a second certificate") : refused_late();
    return verify_error_of(*refusal_);
  }
  examined_ = true;
  auto verdict = judge_peer({leaf, nonce_, name_.id, gate_.options.clock(), name_.peer},
                            gate_.options.max_evidence_bytes, gate_.examiner);
  ERR_clear_error();  // what validators left behind
  if (is_late()) verdict = refused_late();
  if (auto* refusal = std::get_if<attest::Refusal>(&verdict)) {
    refusal_ = std::move(*refusal);
    return verify_error_of(*refusal_);
  }
  admission_ = std::get<Admission>(std::move(verdict));
  return X509_V_OK;
}

void GateHandshake::on_no_protocol() { refusal_ = refused_protocols(); }

void GateHandshake::cut() { ::shutdown(fd_.get(), SHUT_RDWR); }

std::string GateHandshake::tls_version() const {
  return SSL_get_current_cipher(ssl_.get()) != nullptr ? SSL_get_version(ssl_.get()) : "";
}

AdmittedConnection GateHandshake::take() {
  return {name_, std::move(slot_), std::move(fd_), std::move(ssl_), *std::move(admission_)};
}

}  // namespace postern::atls

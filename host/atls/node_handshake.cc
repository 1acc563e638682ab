// SPDX-License-Identifier: Apache-2.0
#include "host/atls/node_handshake.h"

#include <openssl/err.h>
#include <poll.h>

#include <cerrno>
#include <string_view>

#include "host/atls/certificate.h"
#include "host/atls/certificate_policy.h"
#include "host/atls/nonce_name.h"
#include "host/atls/openssl_error.h"
#include "host/atls/socket_address.h"
#include "host/atls/tls_failure.h"

namespace postern::atls {
namespace {

absl::Status no_gate(const std::string& why) {
  return absl::FailedPreconditionError("no attestation gate: " + why);
}

// The gate need not prove who it is; that its certificate is sound is all that is asked (WIRE §1).
std::optional<attest::Refusal> check_gate_certificate(X509* leaf) {
  auto parsed = parse_peer_certificate(leaf);
  if (auto* refusal = std::get_if<attest::Refusal>(&parsed)) return *refusal;
  auto verified = verify_self_signed(std::get<PeerCertificate>(std::move(parsed)));
  if (auto* refusal = std::get_if<attest::Refusal>(&verified)) return *refusal;
  return check_validity(std::get<SelfSigned>(verified), std::chrono::system_clock::now());
}

}  // namespace

absl::StatusOr<SslPtr> NodeHandshake::run(SSL_CTX* context, int fd, EvidenceSource& source,
                                          Deadline deadline) {
  NodeHandshake handshake(source);
  if (absl::Status begun = handshake.begin(context, fd); !begun.ok()) return begun;
  if (absl::Status shaken = handshake.shake_hands(fd, deadline); !shaken.ok()) return shaken;
  if (absl::Status gate = handshake.check_gate(); !gate.ok()) return gate;
  forget_peer(handshake.ssl_.get());
  return std::move(handshake.ssl_);
}

absl::Status NodeHandshake::begin(SSL_CTX* context, int fd) {
  auto nonce = make_nonce();
  if (!nonce.ok()) return nonce.status();
  auto ssl = make_ssl(context, fd, *this);
  if (!ssl.ok()) return ssl.status();
  ssl_ = *std::move(ssl);
  // The node's own nonce travels as server name, for gates that prove themselves.
  if (SSL_set_tlsext_host_name(ssl_.get(), nonce_text(*nonce).c_str()) != 1) {
    return openssl_error("cannot set the server name");
  }
  SSL_set_connect_state(ssl_.get());
  return absl::OkStatus();
}

absl::Status NodeHandshake::shake_hands(int fd, Deadline deadline) {
  while (true) {
    ERR_clear_error();
    const int result = SSL_do_handshake(ssl_.get());
    const int saved_errno = errno;
    if (result == 1) return absl::OkStatus();
    short wanted = 0;
    switch (SSL_get_error(ssl_.get(), result)) {
      case SSL_ERROR_WANT_READ:
        wanted = POLLIN;
        break;
      case SSL_ERROR_WANT_WRITE:
        wanted = POLLOUT;
        break;
      case SSL_ERROR_WANT_X509_LOOKUP:
        if (absl::Status made = make_own_certificate(); !made.ok()) return made;
        break;
      default:
        return failure(saved_errno);
    }
    if (wanted != 0 && !wait_for(fd, wanted, deadline)) {
      return absl::DeadlineExceededError("the gate did not finish the handshake in time");
    }
  }
}

absl::Status NodeHandshake::failure(int saved_errno) const {
  const absl::Status of_tls = tls_failure(saved_errno);
  return refused_gate_.value_or(of_tls);
}

absl::Status NodeHandshake::check_gate() const {
  if (!certificate_) return no_gate("it asked for no evidence");
  const unsigned char* protocol = nullptr;
  unsigned size = 0;
  SSL_get0_alpn_selected(ssl_.get(), &protocol, &size);
  if (std::string_view(reinterpret_cast<const char*>(protocol), size) != "h2")
    return no_gate("it does not speak h2");
  return absl::OkStatus();
}

// Runs outside of OpenSSL, between two calls of SSL_do_handshake: asking a TPM takes its time and may fail in
// many ways.
absl::Status NodeHandshake::make_own_certificate() {
  const auto nonce = parse_nonce_names(SSL_get0_peer_CA_list(ssl_.get()));
  if (!nonce.ok()) return nonce.status();
  auto key = make_key();
  if (!key.ok()) return key.status();
  const auto channel_key = channel_key_of(key->get());
  if (!channel_key.ok()) return channel_key.status();
  const auto evidence = source_.make_evidence(*nonce, *channel_key);
  if (!evidence.ok()) return evidence.status();
  auto certificate = make_certificate(key->get(), std::chrono::system_clock::now(), &*evidence);
  if (!certificate.ok()) return certificate.status();
  key_ = *std::move(key);
  certificate_ = *std::move(certificate);
  return absl::OkStatus();
}

TlsPeer::Answer NodeHandshake::on_certificate_needed(SSL* ssl) {
  if (!certificate_) return Answer::kLater;
  const bool given =
      SSL_use_certificate(ssl, certificate_.get()) == 1 && SSL_use_PrivateKey(ssl, key_.get()) == 1;
  return given ? Answer::kGiven : Answer::kFail;
}

int NodeHandshake::on_peer_certificate(X509* leaf) {
  const auto refusal = check_gate_certificate(leaf);
  if (!refusal) return X509_V_OK;
  refused_gate_ = no_gate("its certificate is not good: " + attest::describe(*refusal));
  return refusal->reason.code == POSTERN_REASON_CERTIFICATE_EXPIRED ? X509_V_ERR_CERT_HAS_EXPIRED
                                                                    : X509_V_ERR_CERT_REJECTED;
}

}  // namespace postern::atls

// SPDX-License-Identifier: Apache-2.0
#pragma once

// TlsContext: the SSL_CTX settings of attested TLS, and the callbacks into whoever runs a handshake.
// TLS 1.2 or 1.3; AEAD ciphers with forward secrecy; no tickets, no session cache, no resumption, no
// renegotiation, no early data, no compression (DESIGN §6.3); ALPN h2 (RFC 7301, RFC 9113 §3.3).

#include "absl/status/statusor.h"
#include "host/atls/openssl_handle.h"

namespace postern::atls {

// TlsPeer: one end of one handshake, as OpenSSL calls back into it. Called on the thread that runs
// SSL_do_handshake. Exceptions do not get through to OpenSSL: they fail the handshake.
class TlsPeer {
 public:
  virtual ~TlsPeer() = default;

  // on_certificate_needed: gives ssl its own certificate and key. kLater suspends the handshake:
  // SSL_do_handshake returns with SSL_ERROR_WANT_X509_LOOKUP and asks again when it is called again.
  enum class Answer { kFail, kGiven, kLater };
  virtual Answer on_certificate_needed(SSL* ssl) = 0;

  // on_peer_certificate: judges the other end's leaf; nothing else was checked. X509_V_OK accepts; any other
  // X509_V_ERR_… refuses and selects the alert. Possession of the key is proven only when the handshake has
  // succeeded.
  virtual int on_peer_certificate(X509* leaf) = 0;

  // on_no_protocol: the client's ALPN list has no h2; the handshake fails. Gate only.
  virtual void on_no_protocol() {}
};

// make_gate_context, make_node_context: INTERNAL when OpenSSL fails. One may be shared by many threads.
absl::StatusOr<SslContextPtr> make_gate_context();
absl::StatusOr<SslContextPtr> make_node_context(int max_version);  // TLS1_2_VERSION or TLS1_3_VERSION

// make_ssl: one connection over fd (see make_socket_bio), with peer to call back; both must outlive it, but
// see forget_peer. INTERNAL when OpenSSL fails.
absl::StatusOr<SslPtr> make_ssl(SSL_CTX* context, int fd, TlsPeer& peer);

// forget_peer: no callback any more; for a connection that lives on after its handshake.
void forget_peer(SSL* ssl);

}  // namespace postern::atls

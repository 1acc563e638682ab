// SPDX-License-Identifier: Apache-2.0
#include "host/atls/tls_context.h"

#include <array>
#include <string_view>

#include "host/atls/openssl_error.h"
#include "host/atls/socket_bio.h"

namespace postern::atls {
namespace {

constexpr std::array<unsigned char, 3> kProtocols = {2, 'h', '2'};
constexpr const char* kTls12Ciphers = "ECDHE+AESGCM:ECDHE+CHACHA20";

TlsPeer* peer_of(const SSL* ssl) { return static_cast<TlsPeer*>(SSL_get_app_data(ssl)); }

int need_certificate(SSL* ssl, void*) noexcept try {
  TlsPeer* peer = peer_of(ssl);
  if (peer == nullptr) return 0;
  switch (peer->on_certificate_needed(ssl)) {
    case TlsPeer::Answer::kGiven:
      return 1;
    case TlsPeer::Answer::kLater:
      return -1;
    case TlsPeer::Answer::kFail:
      break;
  }
  return 0;
} catch (...) {
  return 0;
}

// Takes the place of X509_verify_cert: no chain is built and no root is trusted.
int judge_certificate(X509_STORE_CTX* store, void*) noexcept try {
  X509_STORE_CTX_set_error(store, X509_V_ERR_UNSPECIFIED);
  auto* ssl = static_cast<SSL*>(X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx()));
  X509* leaf = X509_STORE_CTX_get0_cert(store);
  TlsPeer* peer = ssl != nullptr ? peer_of(ssl) : nullptr;
  if (peer == nullptr || leaf == nullptr) return 0;
  const int verdict = peer->on_peer_certificate(leaf);
  X509_STORE_CTX_set_error(store, verdict);
  return verdict == X509_V_OK ? 1 : 0;
} catch (...) {
  return 0;
}

// RFC 7301 §3.2: no common protocol is answered with a fatal no_application_protocol alert. The list is
// well-formed, OpenSSL has checked it.
int select_protocol(SSL* ssl, const unsigned char** out, unsigned char* out_size,
                    const unsigned char* offered, unsigned size, void*) noexcept try {
  for (unsigned at = 0; at < size; at += 1u + offered[at]) {
    const std::string_view name(reinterpret_cast<const char*>(offered) + at + 1, offered[at]);
    if (name != "h2") continue;
    *out = offered + at + 1;
    *out_size = offered[at];
    return SSL_TLSEXT_ERR_OK;
  }
  if (TlsPeer* peer = peer_of(ssl)) peer->on_no_protocol();
  return SSL_TLSEXT_ERR_ALERT_FATAL;
} catch (...) {
  return SSL_TLSEXT_ERR_ALERT_FATAL;
}

absl::StatusOr<SslContextPtr> make_context(const SSL_METHOD* method, int max_version) {
  SslContextPtr context(SSL_CTX_new(method));
  if (!context || SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION) != 1 ||
      SSL_CTX_set_max_proto_version(context.get(), max_version) != 1 ||
      SSL_CTX_set_cipher_list(context.get(), kTls12Ciphers) != 1) {
    return openssl_error("cannot set up TLS");
  }
  // CLEANSE_PLAINTEXT: disk keys come through the read buffers.
  SSL_CTX_set_options(context.get(), SSL_OP_NO_TICKET | SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION |
                                         SSL_OP_CLEANSE_PLAINTEXT);
  SSL_CTX_set_mode(context.get(), SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                                      SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_session_cache_mode(context.get(), SSL_SESS_CACHE_OFF);
  SSL_CTX_set_cert_cb(context.get(), need_certificate, nullptr);
  SSL_CTX_set_cert_verify_callback(context.get(), judge_certificate, nullptr);
  return context;
}

}  // namespace

absl::StatusOr<SslContextPtr> make_gate_context() {
  auto context = make_context(TLS_server_method(), TLS1_3_VERSION);
  if (!context.ok()) return context;
  if (SSL_CTX_set_num_tickets(context->get(), 0) != 1 || SSL_CTX_set_max_early_data(context->get(), 0) != 1) {
    return openssl_error("cannot turn session tickets off");
  }
  SSL_CTX_set_alpn_select_cb(context->get(), select_protocol, nullptr);
  SSL_CTX_set_verify(context->get(), SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
  return context;
}

absl::StatusOr<SslContextPtr> make_node_context(int max_version) {
  auto context = make_context(TLS_client_method(), max_version);
  if (!context.ok()) return context;
  // Unlike its neighbours this function answers 0 for success.
  if (SSL_CTX_set_alpn_protos(context->get(), kProtocols.data(), kProtocols.size()) != 0) {
    return openssl_error("cannot offer h2");
  }
  SSL_CTX_set_verify(context->get(), SSL_VERIFY_PEER, nullptr);
  return context;
}

absl::StatusOr<SslPtr> make_ssl(SSL_CTX* context, int fd, TlsPeer& peer) {
  SslPtr ssl(SSL_new(context));
  BioPtr bio = make_socket_bio(fd);
  if (!ssl || !bio || SSL_set_app_data(ssl.get(), &peer) != 1)
    return openssl_error("cannot set up a connection");
  BIO* both = bio.release();
  SSL_set_bio(ssl.get(), both, both);
  return ssl;
}

void forget_peer(SSL* ssl) { SSL_set_app_data(ssl, nullptr); }

}  // namespace postern::atls

// SPDX-License-Identifier: Apache-2.0
#include "unit/atls/raw_gate.h"

#include <fcntl.h>
#include <openssl/err.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "host/atls/socket_address.h"
#include "host/atls/socket_bio.h"

namespace postern::atls::test {
namespace {

int choose_h2(SSL*, const unsigned char** out, unsigned char* size, const unsigned char*, unsigned,
              void* chooses) {
  static const unsigned char h2[] = {'h', '2'};
  if (!*static_cast<bool*>(chooses)) return SSL_TLSEXT_ERR_NOACK;
  *out = h2;
  *size = sizeof h2;
  return SSL_TLSEXT_ERR_OK;
}

}  // namespace

RawGate::RawGate(RawGateOptions options)
    : options_(std::move(options)), key_(ec_key()), context_(SSL_CTX_new(TLS_server_method())) {
  SSL_CTX_set_alpn_select_cb(context_.get(), choose_h2, &options_.chooses_h2);
  SSL_CTX_set_cert_verify_callback(
      context_.get(), [](X509_STORE_CTX*, void*) { return 1; }, nullptr);
  if (options_.asks_for_certificate) SSL_CTX_set_verify(context_.get(), SSL_VERIFY_PEER, nullptr);
  listener_ = *listen_on({"127.0.0.1", "0"});
  address_ = local_address(listener_.get());
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) == 0) {
    stop_read_.reset(ends[0]);
    stop_write_.reset(ends[1]);
  }
  thread_ = std::thread([this] { serve(); });
}

RawGate::~RawGate() {
  stop_write_.reset();
  thread_.join();
}

SslPtr RawGate::make_ssl(int fd) {
  SslPtr ssl(SSL_new(context_.get()));
  const X509Ptr certificate = options_.certificate.make(key_.get());
  SSL_use_certificate(ssl.get(), certificate.get());
  SSL_use_PrivateKey(ssl.get(), key_.get());
  STACK_OF(X509_NAME)* names = sk_X509_NAME_new_null();
  for (const std::string& text : options_.names) {
    X509_NAME* name = X509_NAME_new();
    const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
    X509_NAME_add_entry_by_txt(name, "CN", V_ASN1_UTF8STRING, bytes, static_cast<int>(text.size()), -1, 0);
    if (options_.two_attributes) X509_NAME_add_entry_by_txt(name, "O", V_ASN1_UTF8STRING, bytes, 1, -1, 0);
    sk_X509_NAME_push(names, name);
  }
  SSL_set_client_CA_list(ssl.get(), names);
  BIO* bio = make_socket_bio(fd).release();
  SSL_set_bio(ssl.get(), bio, bio);
  return ssl;
}

void RawGate::serve() {
  pollfd waiting[2] = {{listener_.get(), POLLIN, 0}, {stop_read_.get(), 0, 0}};
  ::poll(waiting, 2, -1);
  const UniqueFd fd(::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC));
  if (!fd) return;
  pollfd stopped{stop_read_.get(), 0, 0};
  if (!options_.answers) {
    ::poll(&stopped, 1, -1);
    return;
  }
  const SslPtr ssl = make_ssl(fd.get());
  if (SSL_accept(ssl.get()) == 1) ::poll(&stopped, 1, -1);
  ERR_clear_error();
}

}  // namespace postern::atls::test

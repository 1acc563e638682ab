// SPDX-License-Identifier: Apache-2.0
#include "unit/atls/raw_client.h"

#include <fcntl.h>
#include <openssl/err.h>
#include <sys/socket.h>
#include <sys/time.h>

#include "host/atls/socket_address.h"
#include "host/atls/socket_bio.h"
#include "unit/atls/recorders.h"

namespace postern::atls::test {

UniqueFd tcp_connect(const std::string& address) {
  auto fd = connect_to(*parse_host_port(address), std::chrono::steady_clock::now() + kPatience);
  if (!fd.ok()) return {};
  ::fcntl(fd->get(), F_SETFL, 0);  // blocking
  const timeval patience{kPatience.count(), 0};
  ::setsockopt(fd->get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  ::setsockopt(fd->get(), SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  return *std::move(fd);
}

RawClient::RawClient(const std::string& address, RawOptions options)
    : options_(std::move(options)), fd_(tcp_connect(address)), context_(SSL_CTX_new(TLS_client_method())) {
  if (!options_.key) options_.key = ec_key();
  if (options_.min_version < TLS1_2_VERSION) SSL_CTX_set_cipher_list(context_.get(), "ALL:@SECLEVEL=0");
  SSL_CTX_set_min_proto_version(context_.get(), options_.min_version);
  SSL_CTX_set_max_proto_version(context_.get(), options_.max_version);
  SSL_CTX_set_cert_cb(context_.get(), need_certificate, this);
  ssl_.reset(SSL_new(context_.get()));
  std::string list;
  for (const std::string& name : options_.protocols) list += static_cast<char>(name.size()) + name;
  SSL_set_alpn_protos(ssl_.get(), reinterpret_cast<const unsigned char*>(list.data()),
                      static_cast<unsigned>(list.size()));
  SSL_set_tlsext_host_name(ssl_.get(), nonce_text(*make_nonce()).c_str());
  if (options_.resume != nullptr) SSL_set_session(ssl_.get(), options_.resume);
  BIO* bio = make_socket_bio(fd_.get()).release();
  SSL_set_bio(ssl_.get(), bio, bio);
  SSL_set_connect_state(ssl_.get());
}

int RawClient::need_certificate(SSL*, void* self) {
  return static_cast<RawClient*>(self)->give_certificate();
}

// Reads the nonce by itself, not with the parser under test.
int RawClient::give_certificate() {
  const STACK_OF(X509_NAME)* names = SSL_get0_peer_CA_list(ssl_.get());
  names_ = sk_X509_NAME_num(names);
  if (names_ > 0) {
    char text[128] = {};
    X509_NAME_get_text_by_NID(sk_X509_NAME_value(names, 0), NID_commonName, text, sizeof text);
    nonce_ = parse_nonce_text(text);
  }
  if (!options_.sends_certificate) return 1;
  if (options_.make && nonce_) options_.certificate = options_.make(*nonce_, spki_digest(options_.key.get()));
  used_ = options_.recorded ? std::move(options_.recorded) : options_.certificate.make(options_.key.get());
  return SSL_use_certificate(ssl_.get(), used_.get()) == 1 &&
                 SSL_use_PrivateKey(ssl_.get(), options_.key.get()) == 1
             ? 1
             : 0;
}

void RawClient::note_error() {
  while (const unsigned long code = ERR_get_error()) {
    const int reason = ERR_GET_REASON(code);
    if (ERR_GET_LIB(code) == ERR_LIB_SSL && reason > SSL_AD_REASON_OFFSET)
      alert_ = reason - SSL_AD_REASON_OFFSET;
  }
}

bool RawClient::handshake() {
  ERR_clear_error();
  const bool done = SSL_do_handshake(ssl_.get()) == 1;
  note_error();
  return done;
}

int RawClient::alert() {
  if (alert_ < 0) read(1);
  return alert_;
}

std::string RawClient::read(std::size_t size) {
  std::string text(size, '\0');
  std::size_t got = 0;
  ERR_clear_error();
  while (got < size) {
    const int now = SSL_read(ssl_.get(), text.data() + got, static_cast<int>(size - got));
    if (now <= 0) break;
    got += static_cast<std::size_t>(now);
  }
  note_error();
  text.resize(got);
  return text;
}

bool RawClient::write(const std::string& text) {
  ERR_clear_error();
  return SSL_write(ssl_.get(), text.data(), static_cast<int>(text.size())) == static_cast<int>(text.size());
}

}  // namespace postern::atls::test

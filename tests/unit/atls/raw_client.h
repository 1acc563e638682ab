// SPDX-License-Identifier: Apache-2.0
#pragma once

// RawClient: a TLS client over plain OpenSSL, which can do what a well-behaved node never would.

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "host/atls/nonce.h"
#include "host/atls/unique_fd.h"
#include "unit/atls/test_certificate.h"

namespace postern::atls::test {

struct RawOptions {
  int min_version = TLS1_2_VERSION, max_version = TLS1_3_VERSION;
  std::vector<std::string> protocols = {"h2"};  // empty: no ALPN extension
  bool sends_certificate = true;
  TestCertificate certificate;
  // Called instead of using certificate as it is, once the gate's nonce is known.
  std::function<TestCertificate(const Nonce&, const ChannelKey&)> make;
  KeyPtr key;        // else a new P-256 key
  X509Ptr recorded;  // a certificate of key from another connection
  SSL_SESSION* resume = nullptr;
};

// tcp_connect: a blocking socket whose reads and writes fail after a while.
UniqueFd tcp_connect(const std::string& address);

class RawClient {
 public:
  RawClient(const std::string& address, RawOptions options);

  // handshake: true when OpenSSL says so. With TLS 1.3 the gate may still refuse.
  bool handshake();
  // alert: number of the alert that ended the connection, found by reading; -1 when none came.
  int alert();
  // greeting: reads exactly so many bytes; shorter at the end of the connection.
  std::string read(std::size_t size);
  bool write(const std::string& text);

  SSL* ssl() { return ssl_.get(); }
  int fd() const { return fd_.get(); }
  const std::optional<Nonce>& nonce() const { return nonce_; }  // the gate's
  int names() const { return names_; }                          // in certificate_authorities
  KeyPtr take_key() { return std::move(options_.key); }
  X509Ptr take_certificate() { return std::move(used_); }

 private:
  static int need_certificate(SSL* ssl, void* self);
  int give_certificate();
  void note_error();

  RawOptions options_;
  UniqueFd fd_;
  SslContextPtr context_;
  SslPtr ssl_;
  X509Ptr used_;
  std::optional<Nonce> nonce_;
  int names_ = 0;
  int alert_ = -1;
};

}  // namespace postern::atls::test

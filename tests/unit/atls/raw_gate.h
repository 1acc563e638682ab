// SPDX-License-Identifier: Apache-2.0
#pragma once

// RawGate: a TLS server over plain OpenSSL for one connection, which can be a bad gate.

#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "host/atls/unique_fd.h"
#include "unit/atls/test_certificate.h"

namespace postern::atls::test {

struct RawGateOptions {
  std::vector<std::string> names = {};  // each a DN of the form "CN=…" in certificate_authorities
  bool two_attributes = false;          // the first name gets a second RDN
  bool asks_for_certificate = true;
  bool chooses_h2 = true;
  TestCertificate certificate{.oid = ""};
  bool answers = true;  // else it accepts the connection and says nothing
};

class RawGate {
 public:
  explicit RawGate(RawGateOptions options);
  ~RawGate();
  const std::string& address() const { return address_; }

 private:
  void serve();
  SslPtr make_ssl(int fd);

  RawGateOptions options_;
  KeyPtr key_;
  SslContextPtr context_;
  UniqueFd listener_, stop_read_, stop_write_;
  std::string address_;
  std::thread thread_;
};

}  // namespace postern::atls::test

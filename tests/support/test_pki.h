// SPDX-License-Identifier: Apache-2.0
#pragma once

// TestCa: a certificate authority that lives as long as a test.

#include <openssl/evp.h>
#include <openssl/x509.h>

#include <memory>
#include <string>
#include <vector>

namespace postern::test {

struct PemPair {
  std::string certificate, key;  // PEM; the key is PKCS#8
};

// LeafRequest: whom a certificate is for.
struct LeafRequest {
  std::string common_name;
  std::string organization = {};            // "O"; empty for none
  std::vector<std::string> names = {};      // subject alternative names as OpenSSL writes them: "IP:127.0.0.1"
};

class TestCa {
 public:
  // A new P-256 key and a self-signed certificate, valid from an hour ago for a day. Throws when OpenSSL fails.
  explicit TestCa(const std::string& common_name);
  ~TestCa();
  TestCa(const TestCa&) = delete;

  const std::string& certificate() const { return certificate_; }
  std::string key() const;

  // issue: a P-256 leaf for TLS servers and clients, of the same validity.
  PemPair issue(const LeafRequest& request);

 private:
  EVP_PKEY* key_;
  X509* root_;
  std::string certificate_;
  long serial_ = 1;
};

}  // namespace postern::test

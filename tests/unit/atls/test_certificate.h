// SPDX-License-Identifier: Apache-2.0
#pragma once

// Certificates as a test wants them, made without the code under test.

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "host/atls/evidence_source.h"
#include "host/atls/openssl_handle.h"

namespace postern::atls::test {

struct TestCertificate {
  std::string oid = "1.3.9900.1.1";  // of the extension; empty: no extension
  std::vector<std::byte> document = {};
  std::chrono::seconds not_before = -std::chrono::hours(2);  // relative to now
  std::chrono::seconds not_after = std::chrono::hours(2);
  const EVP_MD* digest = EVP_sha256();
  EVP_PKEY* signer = nullptr;  // null: its own key
  int extensions = 1;          // how often the extension is there

  // make: with the public half of key. Null when OpenSSL fails.
  X509Ptr make(EVP_PKEY* key) const;
};

KeyPtr ec_key(const char* curve = "P-256");
KeyPtr rsa_key();

// spki_digest: SHA-256 of the DER SubjectPublicKeyInfo.
ChannelKey spki_digest(EVP_PKEY* key);

std::vector<std::byte> document_of(const std::string& text);
std::string text_of(const std::vector<std::byte>& document);

}  // namespace postern::atls::test

// SPDX-License-Identifier: Apache-2.0
#pragma once

// Certificate requests of all kinds, good and bad, for tests.

#include <string>
#include <utility>
#include <vector>

namespace postern::test {

struct CsrSpec {
  std::vector<std::pair<std::string, std::string>> subject = {{"O", "system:nodes"}, {"CN", "system:node:node-1"}};
  std::vector<std::string> names = {};      // subject alternative names as OpenSSL writes them: "IP:10.0.0.1"
  bool is_ca = false;                       // asks for CA:TRUE and keyCertSign
  std::string key = "P-256";                // name of a curve, or bits of an RSA key: "2048"
  std::string digest = "SHA256";
  bool signs_with_another_key = false;
  int string_type = 0;                      // V_ASN1_* of the subject's strings; 0: UTF8String
};

struct MadeCsr {
  std::string der;
  std::string key;  // PEM, PKCS#8
};

// make_csr: throws std::runtime_error when OpenSSL fails.
MadeCsr make_csr(const CsrSpec& spec = {});

}  // namespace postern::test

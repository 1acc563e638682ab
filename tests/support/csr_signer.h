// SPDX-License-Identifier: Apache-2.0
#pragma once

// A signer of CertificateSigningRequests as a cluster has one, well or badly behaved.

#include <atomic>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>

#include "support/test_pki.h"

namespace postern::test {

// SignerManner: how a certificate is to differ from what was asked for. Extensions as OpenSSL writes them; empty: none.
struct SignerManner {
  bool signs_another_key = false;
  std::string common_name = {};  // instead of the request's; with the organization system:nodes
  std::string basic_constraints = "critical,CA:FALSE";
  std::string key_usage = "critical,digitalSignature,keyEncipherment";
  std::string extended_key_usage = "clientAuth";
  std::string names = {};
  long first_second = -300, last_second = 3600;  // of the validity, from now
};

// sign_request: a certificate, PEM, for a request, PEM. Throws std::runtime_error when OpenSSL fails.
std::string sign_request(const PemPair& ca, const std::string& request, const SignerManner& manner = {});

// CsrSigner: looks again and again for approved requests that have neither certificate nor failure, and answers each.
class CsrSigner {
 public:
  // Ask: a request to the API server, with an empty object for none; the answer's JSON.
  using Ask = std::function<nlohmann::json(const std::string& method, const std::string& path, const nlohmann::json& body)>;
  // Answer: changes the object's status, which is then put in place; nothing is put when it returns false.
  using Answer = std::function<bool(nlohmann::json& object)>;
  CsrSigner(Ask ask, Answer answer);
  ~CsrSigner();  // stops
  CsrSigner(const CsrSigner&) = delete;

 private:
  void look();

  const Ask ask_;
  const Answer answer_;
  std::atomic<bool> stops_ = false;
  std::thread worker_;
};

// request_of: the PEM text in spec.request. issue: an Answer that signs, and one that fails.
std::string request_of(const nlohmann::json& object);
CsrSigner::Answer issue(PemPair ca, SignerManner manner = {});
CsrSigner::Answer fail(std::string message);

}  // namespace postern::test

// SPDX-License-Identifier: Apache-2.0
#pragma once

// Client: the node's side of attested TLS. Connects, has evidence made for the gate's nonce, and gives a
// plaintext socket for a gRPC channel (grpc::CreateInsecureChannelFromFd).

#include <chrono>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "host/atls/evidence_source.h"

namespace postern::atls {

enum class TlsVersion { kTls12, kTls13 };

struct ClientOptions {
  std::string address;                                           // "host:port" of the gate; IPv6 in brackets
  std::chrono::milliseconds timeout = std::chrono::seconds(30);  // of connect(): name, TCP, evidence and TLS
  TlsVersion tls_max = TlsVersion::kTls13;                       // TLS 1.2 is always the least
};

class Client {
 public:
  // connect: TCP, TLS and evidence. The gate need not prove who it is: its certificate must be signed by its
  // own key and be inside its validity, no more. With TLS 1.3 success only says that the evidence was sent: a
  // refusal ends the connection later, and failure() then tells why.
  //   INVALID_ARGUMENT   address cannot be parsed
  //   UNAVAILABLE        cannot reach the gate, or the gate could not judge
  //   DEADLINE_EXCEEDED  timeout (checked between steps; a slow EvidenceSource is not interrupted)
  //   PERMISSION_DENIED  the gate refused the evidence (TLS 1.2 only)
  //   FAILED_PRECONDITION  the other side is no gate: no or a malformed nonce, bad certificate, no h2
  //   any status of the EvidenceSource as it is
  static absl::StatusOr<std::unique_ptr<Client>> connect(const ClientOptions& options,
                                                         EvidenceSource& source);

  // Closes the connection, joins the relay's thread.
  ~Client();
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  // take_fd: the plaintext end, a non-blocking AF_UNIX stream socket; the caller owns it. Once; then -1.
  // Closing it ends the connection.
  int take_fd();

  // failure: why the connection broke, or OK while it is up or after an orderly end. Already set when the
  // plaintext end shows its end. Thread-safe. PERMISSION_DENIED: "gate refused the evidence (TLS alert: bad
  // certificate)".
  absl::Status failure() const;

  // tls_version: "TLSv1.2" or "TLSv1.3".
  std::string tls_version() const;

 private:
  class Impl;
  explicit Client(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace postern::atls

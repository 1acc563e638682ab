// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "common/ssh/ca_key.h"
#include "common/ssh/public_key.h"

namespace postern::ssh {

inline constexpr uint64_t kNoEnd = 0xffffffffffffffff;  // "valid before" of a certificate that does not end

// HostGrant: what a host certificate says besides the key.
struct HostGrant {
  std::string key_id;                   // for logs of whoever sees the certificate
  std::vector<std::string> principals;  // names and addresses; each is_principal, one at least
  std::chrono::sys_seconds valid_after;
};

// sign_host_certificate: an OpenSSH host certificate without an end (PROTOCOL.certkeys) over the key as a line of an
// authorized_keys file. Serial number and nonce are random. Errors: internal: no principals, which would make it
// good for every host, or one that is_principal refuses; OpenSSL fails.
sdk::Result<std::string> sign_host_certificate(const CaKey& ca, const PublicKey& host, const HostGrant& grant);

}  // namespace postern::ssh

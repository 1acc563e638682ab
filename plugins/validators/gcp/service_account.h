// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "common/pem/pem.h"
#include "postern/sdk/bytes.h"
#include "postern/sdk/result.h"

namespace postern::gcp {

// ServiceAccount: as whom the gate asks for tokens, and the key that proves it.
struct ServiceAccount {
  std::string client_email;
  std::string key_id;  // may be empty
  common::KeyPtr key;  // RSA
};

// parse_service_account: a service-account key file as Google Cloud hands it out: a JSON object with "type":
// "service_account", client_email, private_key (PEM) and mostly private_key_id; at most 16 KiB. Its token_uri is not
// believed: where the grant is sent is configuration. Errors: misconfigured, subject = secret_name; none tells of the
// key.
sdk::Result<ServiceAccount> parse_service_account(sdk::ByteView file, const std::string& secret_name);

}  // namespace postern::gcp

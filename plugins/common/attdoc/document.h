// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <vector>

#include "common/tpm2/verify_quote.h"

namespace postern::attdoc {

// Document: an attestation document as sent, parsed but with nothing verified. TeeAttestation and every
// member not listed here are left out: no signature covers them, so nothing may depend on them.
struct Document {
  sdk::ByteVector ak_pub;  // TPMT_PUBLIC
  std::vector<tpm2::Quote> quotes;
  std::optional<sdk::ByteVector> event_log;  // never present and empty
  sdk::ByteVector ak_cert;                   // DER, or empty
  std::vector<sdk::ByteVector> intermediate_certs;
  std::optional<sdk::ByteVector> instance_info;  // exactly the bytes that were sent: the nonce covers them
  sdk::ByteVector user_data;                     // empty when null
};

}  // namespace postern::attdoc

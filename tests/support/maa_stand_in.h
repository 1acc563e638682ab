// SPDX-License-Identifier: Apache-2.0
#pragma once

// MaaStandIn: the part of Microsoft Azure Attestation that machines talk to (attest/AzureGuest), played after what its
// clients send and take. It judges no policy, but finds out whether the request fits together.

#include <nlohmann/json.hpp>

#include "support/azure_evidence.h"

namespace postern::test {

// MaaRequest: AttestationInfo, decoded.
struct MaaRequest {
  nlohmann::json info;
  ByteVector nonce;                    // ClientPayload
  ByteVector report, runtime_data;     // IsolationInfo
  std::string certificates;            // PEM
  ByteVector log;                      // TcgLogs
  ByteVector ak_cert, ak_pub;          // TpmInfo; ak_pub: TPMT_PUBLIC
  ByteVector quote, quote_signature;   // TPMS_ATTEST; RSA alone
  ByteVector key, key_word, key_word_signature;  // TPM2B_PUBLIC; TPMS_ATTEST; RSA alone
};

// read_maa_request: throws std::exception when the body is none.
MaaRequest read_maa_request(const std::string& body);

// check_maa_request: whether the attestation key signed the quote for the nonce and the certification of the key; empty,
// or what does not hold.
std::string check_maa_request(const MaaRequest& request);

// write_maa_answer: the token, encrypted for the request's key. spoiled: with a wrong authentication tag.
std::string write_maa_answer(const MaaRequest& request, const std::string& token, bool spoiled = false);

}  // namespace postern::test

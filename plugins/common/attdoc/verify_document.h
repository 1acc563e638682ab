// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "common/attdoc/document.h"
#include "common/tpm2/verify_attestation_key.h"
#include "common/tpm2/verify_event_log.h"

namespace postern::attdoc {

// DocumentDemands: what a document must show beyond being well signed.
struct DocumentDemands {
  tpm2::PcrSet required_pcrs = 0;  // of the SHA-256 bank
  bool event_log_required = false;
};

// VerifiedDocument: what the attestation key's TPM said for this verifier's nonce. Made only by
// verify_document, so code that takes one cannot be given anything unverified. Move-only.
class VerifiedDocument {
 public:
  const tpm2::VerifiedQuote& quote() const { return quote_; }               // the SHA-256 bank's
  const tpm2::ReplayedLog* log() const { return log_ ? &*log_ : nullptr; }  // nullptr when none was sent
  const std::string& banks() const { return banks_; }                       // all verified: "sha1,sha256"
  const sdk::ByteVector& user_data() const { return user_data_; }           // covered by every quote
  const std::optional<sdk::ByteVector>& instance_info() const {
    return instance_info_;
  }  // covered by every quote

 private:
  explicit VerifiedDocument(tpm2::VerifiedQuote quote) : quote_(std::move(quote)) {}
  friend sdk::Result<VerifiedDocument> verify_document(const Document& document,
                                                       const tpm2::AttestationKey& key, sdk::ByteView nonce,
                                                       const DocumentDemands& demands);

  tpm2::VerifiedQuote quote_;
  std::optional<tpm2::ReplayedLog> log_;
  std::string banks_;
  sdk::ByteVector user_data_;
  std::optional<sdk::ByteVector> instance_info_;
};

// verify_document: there is one quote per bank and one of SHA-256, each verifies under key with the extraData
// made of nonce, UserData and InstanceInfo (quote_extra_data), and the event log, if any, replays to the
// SHA-256 quote. The caller answers for the key's trust and has made it from document.ak_pub. Errors: denied;
// QUOTE_DUPLICATE, QUOTE_MISSING, those of verify_quote, EVENT_LOG_MALFORMED, EVENT_LOG_MISMATCH (also when a
// log is required and missing).
sdk::Result<VerifiedDocument> verify_document(const Document& document, const tpm2::AttestationKey& key,
                                              sdk::ByteView nonce, const DocumentDemands& demands);

}  // namespace postern::attdoc

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/tpm2/pcr_bank.h"
#include "common/tpm2/public_key.h"

namespace postern::tpm2 {

// Quote: one quote as it was sent, nothing in it verified.
struct Quote {
  sdk::ByteVector attest;     // TPMS_ATTEST
  sdk::ByteVector signature;  // TPMT_SIGNATURE
  PcrBank pcrs;               // the values that the sender says were quoted
};

// VerifiedQuote: PCR values of which the attestation key's TPM said, for this verifier, that they were its
// PCRs. Only verify_quote makes one, so code that takes one cannot be given anything unverified.
class VerifiedQuote {
 public:
  const PcrBank& pcrs() const { return pcrs_; }
  const Attest& attest() const { return attest_; }

 private:
  VerifiedQuote(PcrBank pcrs, Attest attest) : pcrs_(std::move(pcrs)), attest_(std::move(attest)) {}
  friend sdk::Result<VerifiedQuote> verify_quote(const Quote& quote, const PublicKey& key,
                                                 sdk::ByteView extra_data, PcrSet required);

  PcrBank pcrs_;
  Attest attest_;
};

// verify_quote: the quote is key's, was made for extra_data, selects in quote.pcrs' bank exactly the PCRs
// whose values are given and at least those required, and its digest is the one over these values, with the
// hash of the signature and not of the bank (TPM 2.0 Library rev. 1.59 Part 3, 18.4; Part 2, 10.12.4). The
// caller answers for the key's trust. Errors: denied; QUOTE_INVALID, SIGNATURE_INVALID, NONCE_MISMATCH,
// PCR_SELECTION, PCR_DIGEST_MISMATCH.
sdk::Result<VerifiedQuote> verify_quote(const Quote& quote, const PublicKey& key, sdk::ByteView extra_data,
                                        PcrSet required);

}  // namespace postern::tpm2

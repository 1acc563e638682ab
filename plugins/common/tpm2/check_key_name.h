// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/tpm2/verify_attestation_key.h"
#include "common/tpm2/verify_quote.h"

namespace postern::tpm2 {

// check_key_name: the TPM that made the quote knows its key by this Name, as a primary key of one of its hierarchies:
// qualifiedSigner is nameAlg ‖ H(handle of the hierarchy ‖ Name) (TPM 2.0 Library rev. 1.59 Part 1, Names and Qualified
// Names; Part 2, 10.12.12). For keys that somebody vouches for without their attributes, as clouds do: without it a
// machine could send another public area around its own key, and so take another Name. Errors: denied, AK_UNTRUSTED.
sdk::Result<void> check_key_name(const AttestationKey& key, const VerifiedQuote& quote);

}  // namespace postern::tpm2

// SPDX-License-Identifier: Apache-2.0
#pragma once

// What the TPM parsers found, in the words of the manifest's facts; and the manifest's PCR files as PcrBank.

#include "common/tpm2/attest.h"
#include "common/tpm2/event_log.h"
#include "common/tpm2/pcr_bank.h"
#include "common/tpm2/public.h"
#include "common/tpm2/signature.h"
#include "postern/sdk/result.h"
#include "vectors/manifest.h"

namespace postern::vectors {

Json facts_of(const tpm2::Attest& attest);     // "quote" of kind tpm-quote and azure-vtpm-quote
Json facts_of(const tpm2::Public& key);        // "ak" of kind gce
Json facts_of(const tpm2::EventLog& log);      // of kind tpm-eventlog, with the replayed PCRs of every bank
Json facts_of(const tpm2::Signature& signature);  // "sig_alg" and "sig_hash" of kind tpm-quote

// parse_bank: {"0": "<hex>", …} of the bank "sha256". A bank or value that is not of that form is refused as the
// document's parser refuses it.
sdk::Result<tpm2::PcrBank> parse_bank(const std::string& bank, const Json& values);

}  // namespace postern::vectors

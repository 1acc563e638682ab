// SPDX-License-Identifier: Apache-2.0
#include "common/attdoc/verify_document.h"

#include <set>

#include "common/attdoc/extra_data.h"
#include "common/tpm2/parse_event_log.h"

namespace postern::attdoc {
namespace {

using sdk::Failure;
using sdk::Result;
using tpm2::HashAlgorithm;

Failure refused(std::string_view code, std::string text) {
  return Failure::denied(code)
      .about("tpm.quote")
      .spec("Constellation attestation document, quotes")
      .peer("the quotes in the attestation document are not acceptable")
      .text(std::move(text));
}

std::string banks_of(const Document& document) {
  std::string banks;
  for (const tpm2::Quote& quote : document.quotes) banks += (banks.empty() ? "" : ",") + std::string(name_of(quote.pcrs.algorithm()));
  return banks.empty() ? "no quote" : banks;
}

// One quote per bank: with two, what is verified need not be what is used.
Result<const tpm2::Quote*> find_sha256(const Document& document) {
  std::set<HashAlgorithm> seen;
  const tpm2::Quote* sha256 = nullptr;
  for (const tpm2::Quote& quote : document.quotes) {
    const HashAlgorithm bank = quote.pcrs.algorithm();
    if (!seen.insert(bank).second)
      return refused(POSTERN_REASON_QUOTE_DUPLICATE,
                     "two quotes of the " + std::string(name_of(bank)) + " bank")
          .expected("one quote of each bank")
          .observed(banks_of(document));
    if (bank == HashAlgorithm::kSha256) sha256 = &quote;
  }
  if (sha256 == nullptr)
    return refused(POSTERN_REASON_QUOTE_MISSING, "there is no quote of the SHA-256 bank")
        .expected("sha256")
        .observed(banks_of(document));
  return sha256;
}

// Every other quote must verify too: a document with a forged part is a forged document.
Result<std::string> verify_others(const Document& document, const tpm2::PublicKey& key,
                                  sdk::ByteView extra_data) {
  std::string banks;
  for (const tpm2::Quote& quote : document.quotes) {
    const HashAlgorithm bank = quote.pcrs.algorithm();
    if (!banks.empty()) banks += ',';
    banks += name_of(bank);
    if (bank == HashAlgorithm::kSha256) continue;
    POSTERN_TRY(verified, verify_quote(quote, key, extra_data, 0));
  }
  return banks;
}

Failure missing_log() {
  return Failure::denied(POSTERN_REASON_EVENT_LOG_MISMATCH)
      .about("tpm.eventlog")
      .expected("an event log")
      .observed("none")
      .peer("an event log is required")
      .text("the configuration requires an event log and the document has none");
}

}  // namespace

Result<VerifiedDocument> verify_document(const Document& document, const tpm2::AttestationKey& key,
                                         sdk::ByteView nonce, const DocumentDemands& demands) {
  POSTERN_TRY(sha256, find_sha256(document));
  const sdk::ByteVector extra_data = quote_extra_data(document, nonce);
  POSTERN_TRY(quote, verify_quote(*sha256, key.key(), extra_data, demands.required_pcrs));
  POSTERN_TRY(banks, verify_others(document, key.key(), extra_data));
  VerifiedDocument out(std::move(quote));
  out.banks_ = std::move(banks);
  out.user_data_ = document.user_data;
  out.instance_info_ = document.instance_info;
  if (!document.event_log) {
    if (demands.event_log_required) return missing_log();
    return out;
  }
  POSTERN_TRY(log, tpm2::parse_event_log(*document.event_log));
  POSTERN_TRY(replayed, tpm2::verify_event_log(std::move(log), out.quote_));
  out.log_ = std::move(replayed);
  return out;
}

}  // namespace postern::attdoc
